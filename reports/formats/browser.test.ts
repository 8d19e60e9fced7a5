import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { analyse } from '../../harness/analysis/run/findings.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import { withInstalled } from '../../harness/testing/whole.js';
import { renderFindings } from '../index.js';
import { exampleFindings } from '../testing/example-findings.js';

/** The page in a real browser, where there is one. */
const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WIDTHS = [360, 768, 1600];

const PAGES = { client: exampleFindings(), service: analyse(exampleServiceRun()) };

describe('report.html in Chromium', { skip: withInstalled('chromium', PROGRAM !== undefined) }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-page-'));
  let browser: Browser;
  before(async () => {
    // Only where it runs: the package takes half a second to load.
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: PROGRAM!, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page, and gathers what it asks for and complains of. */
  async function opened(name: keyof typeof PAGES): Promise<{ page: Page; asked: string[]; wrong: string[] }> {
    const file = path.join(folder, `${name}.html`);
    writeFileSync(file, renderFindings(PAGES[name], 'html'));
    // The page's own rules forbid scripts from elsewhere, and so the one that looks for barriers.
    const page = await browser.newPage({ bypassCSP: true });
    const [asked, wrong]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return { page, asked, wrong };
  }

  for (const name of ['client', 'service'] as const) {
    it(`shows the charts of a ${name}, asks for nothing and fits every width`, async () => {
      const { page, asked, wrong } = await opened(name);
      assert.ok((await page.locator('figure svg').count()) >= 6);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const { scroll, client } = (await page.evaluate(
          `({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth })`,
        )) as { scroll: number; client: number };
        assert.ok(scroll <= client, `at ${width} px the page is ${scroll} px wide`);
      }
      assert.equal(asked.length, 1);
      assert.deepEqual(wrong, []);
      await page.close();
    });

    const schemes = ['light', 'dark'] as const;
    it(`has no serious barrier for a reader of a ${name}, in ${schemes.join(' and in ')}`, async () => {
      const { page } = await opened(name);
      await page.addScriptTag({ path: AXE });
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        const found = (await page.evaluate(
          `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => [id, impact, nodes[0].html.slice(0, 120)]))`,
        )) as [string, string, string][];
        assert.deepEqual(
          found.filter(([, impact]) => impact === 'serious' || impact === 'critical'),
          [],
          colorScheme,
        );
      }
      await page.close();
    });
  }

  it('moves the plan to the numbers of the harness, and prints', async () => {
    const { page } = await opened('client');
    const { capacity } = PAGES.client;
    const shown = async (index: number) => Number(await page.locator(`#plan-safe-${index}`).textContent());
    for (const [index, name] of Object.keys(capacity).entries()) {
      assert.equal(await shown(index), capacity[name]?.containers.safe);
    }
    const before = await shown(0);
    await page.locator('#plan-peak').press('End');
    assert.ok((await shown(0)) > before);
    const pdf = await page.pdf();
    assert.equal(pdf.subarray(0, 4).toString(), '%PDF');
    await page.close();
  });
});
