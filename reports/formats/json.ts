import type { Renderer } from '../report.js';

/** The findings or the comparison themselves, for programs. */
export const renderJson: Renderer = (report) => `${JSON.stringify(report.source, null, 2)}\n`;
