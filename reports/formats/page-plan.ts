import type { Findings } from '../../harness/model/findings/findings.js';
import { provided } from '../../harness/model/workload/provided.js';
import { escapeHtml } from '../charts/svg.js';
import { rateUnit } from '../figures/figures.js';
import { hiddenEscaped } from './json.js';

/** What the page needs to move the plan: containers are as the rate, and as the inverse of the utilisation. */
interface Moved {
  readonly peakPerSecond: number;
  /** By which a rate is multiplied to be in the unit of the page. */
  readonly perUnit: number;
  readonly target: number;
  readonly zones: number;
  readonly spare: number;
  readonly price: number | null;
  readonly policies: readonly { readonly name: string; readonly lean: number; readonly safe: number }[];
}

/** Sliders for the plan, and the script that moves it; empty without a fleet. Without the script the page still reads. */
export function planSection(findings: Findings): { readonly markup: string; readonly script: string } {
  const moved = movedOf(findings);
  if (moved === null) return { markup: '', script: '' };
  const unit = escapeHtml(rateUnit(findings.peakPerSecond));
  const peak = Math.round(moved.peakPerSecond * moved.perUnit);
  const step = Math.max(1, Math.round(peak / 100));
  const rows = moved.policies.map(
    ({ name }, index) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td class="right" id="plan-lean-${index}"></td><td class="right" id="plan-safe-${index}"></td><td class="right" id="plan-saved-${index}"></td><td class="right" id="plan-cost-${index}"></td></tr>`,
  );
  const markup = [
    '<section id="plan" class="plan" hidden aria-labelledby="plan-title"><h2 id="plan-title">Move the plan</h2>',
    slider('peak', `Peak, ${unit}`, leastOf(peak, step), peak * 3, step, peak),
    slider('target', 'Utilisation that is planned for, %', 10, 100, 1, Math.round(moved.target * 100)),
    slider('zones', 'Zones, of which one may be lost', 1, 6, 1, moved.zones),
    `<p><label for="plan-price">Price of a container per hour <input id="plan-price" type="number" min="0" step="any" value="${moved.price ?? ''}"></label></p>`,
    `<div class="scroll" tabindex="0" role="group" aria-label="the moved plan"><table><thead><tr><th scope="col">policy</th><th scope="col" class="right">lean</th><th scope="col" class="right">safe</th><th scope="col" class="right">saved, safe</th><th scope="col" class="right">per month</th></tr></thead><tbody aria-live="polite">${rows.join('')}</tbody></table></div>`,
    '</section>',
  ].join('\n');
  return { markup, script: scriptOf(moved) };
}

/** About a fifth of the peak, and whole steps below it: a browser moves what stands between two of them. */
function leastOf(peak: number, step: number): number {
  return peak - step * Math.floor((0.8 * peak) / step);
}

function slider(id: string, text: string, least: number, most: number, step: number, value: number): string {
  return `<p><label for="plan-${id}">${text}</label><input id="plan-${id}" type="range" min="${least}" max="${most}" step="${step}" value="${value}"> <output for="plan-${id}" id="plan-${id}-value">${value}</output></p>`;
}

function movedOf({ capacity, question: { fleet }, peakPerSecond, baseline }: Findings): Moved | null {
  if (fleet === null || capacity[baseline] === undefined) return null;
  const names = [baseline, ...Object.keys(capacity).filter((name) => name !== baseline)];
  return {
    peakPerSecond,
    perUnit: rateUnit(peakPerSecond).includes('min') ? 60 : 1,
    target: fleet.target,
    zones: fleet.zones,
    spare: fleet.spare ?? 0,
    price: null,
    policies: names.map((name) => ({ name, lean: capacity[name]!.exact.lean, safe: capacity[name]!.exact.safe })),
  };
}

/** The same function as the harness has, by its own text, so that the page cannot compute otherwise. */
function scriptOf(moved: Moved): string {
  // In a script `</` would end it, whatever stands around.
  const data = hiddenEscaped(JSON.stringify(moved)).replaceAll('<', '\\u003c');
  return `const plan=${data};const provided=${provided.toString()};
const at=(id)=>document.getElementById('plan-'+id);const number=(id)=>Number(at(id).value);
const shown=(n)=>n.toLocaleString('en-US',{maximumFractionDigits:0});
function move(){const rate=number('peak')/plan.perUnit,target=number('target')/100,zones=number('zones'),price=number('price');
at('peak-value').textContent=shown(number('peak'));at('target-value').textContent=number('target')+' %';at('zones-value').textContent=zones;
const isAsMeasured=Math.round(plan.peakPerSecond*plan.perUnit)===number('peak');
const factor=(isAsMeasured?1:rate/plan.peakPerSecond)*(Math.round(plan.target*100)===number('target')?1:plan.target/target);
const counts=plan.policies.map((one)=>({lean:provided({zones,spare:plan.spare},one.lean*factor),safe:provided({zones,spare:plan.spare},one.safe*factor)}));
counts.forEach((one,index)=>{at('lean-'+index).textContent=shown(one.lean);at('safe-'+index).textContent=shown(one.safe);
at('saved-'+index).textContent=index===0?'':shown(counts[0].safe-one.safe);at('cost-'+index).textContent=price>0?shown(one.safe*price*730):'';});}
for(const id of ['peak','target','zones','price'])at(id).addEventListener('input',move);at('title').parentElement.hidden=false;move();`;
}
