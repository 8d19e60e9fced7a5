/** The page's style: variables for light, dark and print; nothing is loaded from anywhere. */
export const PAGE_STYLE = `
:root{--ink:#1b1f24;--paper:#fff;--soft:#57606a;--edge:#d0d7de;--card:#f6f8fa;--good:#116329;--bad:#a40e26;--unsure:#7d4e00;--neutral:#57606a;
--series-1:#0b5cad;--series-2:#b35900;--series-3:#1a7f37;--series-4:#8250df;--series-5:#a40e26;--series-6:#57606a}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#9da7b3;--edge:#3d444d;--card:#161b22;--good:#56d364;--bad:#ff7b72;--unsure:#e3b341;
--neutral:#9da7b3;--series-1:#58a6ff;--series-2:#f0883e;--series-3:#56d364;--series-4:#bc8cff;--series-5:#ff7b72;--series-6:#9da7b3}}
*{box-sizing:border-box}
html{color-scheme:light dark}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main,header,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 1rem;overflow-wrap:anywhere}
h1.good{color:var(--good)}h1.bad{color:var(--bad)}h1.unsure{color:var(--unsure)}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
p,li{overflow-wrap:anywhere}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible,summary:focus-visible,input:focus-visible{outline:2px solid var(--series-1);outline-offset:2px}
table{border-collapse:collapse;font-size:.9rem;margin:.4rem 0 1rem}
th,td{border-bottom:1px solid var(--edge);padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top;font-weight:400;max-width:34rem}
thead th{font-weight:600;color:var(--soft)}
.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .right{white-space:normal}
figure{margin:1.6rem 0;padding:1rem;border:1px solid var(--edge);border-radius:6px;break-inside:avoid}
figcaption{margin-bottom:.4rem}
.chart{display:block;width:100%;min-width:34rem;height:auto;font:13px system-ui,sans-serif}
.chart text{fill:var(--ink)}.chart .value{font-size:12px;fill:var(--soft)}
.axis,.grid{stroke:var(--edge)}.bound{stroke:var(--ink);stroke-dasharray:4 3}.spread,.pair{stroke:var(--ink);stroke-width:1.5;fill:none}
.line{fill:none;stroke-width:2}.band{opacity:.18}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.2rem 0;padding:0;font-size:.9rem}
.legend span{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;border-radius:2px}
summary{cursor:pointer;color:var(--soft)}
.plan{padding:1rem;border:1px solid var(--edge);border-radius:6px;background:var(--card)}
.plan label{display:block;margin:.3rem 0}.plan input{width:100%;max-width:24rem;vertical-align:middle}
.plan output{display:inline-block;min-width:9rem;font-variant-numeric:tabular-nums}
footer{color:var(--soft);font-size:.85rem;padding:2rem 1rem;overflow-wrap:anywhere}
@media print{body{font-size:11pt}.plan,details:not([open])>summary{display:none}figure{border:none;padding:0}}
`.trim();
