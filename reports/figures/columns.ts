import type { Block } from '../../harness/model/findings/document.js';

type Column = Extract<Block, { kind: 'table' }>['columns'][number];

/** For words. */
export const left = (title: string): Column => ({ title, align: 'left' });

/** For figures. */
export const right = (title: string): Column => ({ title, align: 'right' });
