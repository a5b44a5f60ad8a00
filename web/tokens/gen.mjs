// biome-ignore-all lint/suspicious/useIterableCallbackReturn: forEach callbacks that assign
// Source of the design tokens: OKLCH in, hex out, every contrast pair asserted. `node web/tokens/gen.mjs` writes tokens.css, theme.css and contrast.md.
const lin2s = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055),
  s2lin = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
function oklch2rgb(L, C, h) {
  const a = C * Math.cos((h * Math.PI) / 180),
    b = C * Math.sin((h * Math.PI) / 180);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
function hex(L, C, h) {
  let c = C;
  for (let i = 0; i < 60; i++) {
    const r = oklch2rgb(L, c, h);
    if (r.every((v) => v >= -1e-4 && v <= 1 + 1e-4)) break;
    c *= 0.97;
  }
  return (
    '#' +
    oklch2rgb(L, c, h)
      .map((v) =>
        Math.round(lin2s(Math.min(1, Math.max(0, v))) * 255)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')
  );
}
const rgb = (h) => [1, 3, 5].map((i) => parseInt(h.slice(i, i + 2), 16) / 255),
  lum = (h) => {
    const [r, g, b] = rgb(h).map(s2lin);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
export const cr = (a, b) => {
  const x = lum(a),
    y = lum(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};
const oklab = (h) => {
  const [r, g, b] = rgb(h).map(s2lin);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
    m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
    s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const dE = (a, b) => {
  const p = oklab(a),
    q = oklab(b);
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) * 100;
};
const CVD = {
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const sim = (h, M) => {
  const v = rgb(h).map(s2lin);
  return (
    '#' +
    M.map((r) =>
      Math.round(lin2s(Math.min(1, Math.max(0, r[0] * v[0] + r[1] * v[1] + r[2] * v[2]))) * 255)
        .toString(16)
        .padStart(2, '0'),
    ).join('')
  );
};
const N = 262; // neutral hue
const light = {
  canvas: hex(0.977, 0.003, N),
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: hex(0.961, 0.004, N),
  hover: hex(0.95, 0.005, N),
  selected: hex(0.945, 0.024, 258),
  line: hex(0.918, 0.006, N),
  'line-strong': hex(0.855, 0.009, N),
  control: hex(0.635, 0.017, N),
  ink: hex(0.205, 0.014, N),
  'ink-2': hex(0.36, 0.018, N),
  muted: hex(0.475, 0.018, N),
  faint: hex(0.62, 0.016, N),
  accent: hex(0.5, 0.165, 259),
  'accent-hover': hex(0.445, 0.16, 259),
  'accent-text': hex(0.475, 0.17, 259),
  'accent-soft': hex(0.953, 0.022, 258),
  'accent-line': hex(0.83, 0.075, 258),
  'on-accent': '#ffffff',
  focus: hex(0.55, 0.19, 259),
  scrim: 'rgb(15 18 25 / .42)',
};
const dark = {
  canvas: hex(0.178, 0.006, N),
  surface: hex(0.21, 0.008, N),
  raised: hex(0.25, 0.01, N),
  sunken: hex(0.19, 0.007, N),
  hover: hex(0.268, 0.012, N),
  selected: hex(0.285, 0.045, 258),
  line: hex(0.278, 0.011, N),
  'line-strong': hex(0.36, 0.014, N),
  control: hex(0.53, 0.018, N),
  ink: hex(0.945, 0.005, N),
  'ink-2': hex(0.845, 0.009, N),
  muted: hex(0.705, 0.014, N),
  faint: hex(0.545, 0.014, N),
  accent: hex(0.53, 0.165, 259),
  'accent-hover': hex(0.5, 0.165, 259),
  'accent-text': hex(0.765, 0.115, 258),
  'accent-soft': hex(0.285, 0.052, 258),
  'accent-line': hex(0.42, 0.09, 258),
  'on-accent': '#ffffff',
  focus: hex(0.72, 0.14, 258),
  scrim: 'rgb(4 5 8 / .62)',
};
const H = { success: 155, warning: 72, danger: 24, info: 222, violet: 298, neutral: N };
const Cs = { success: 0.12, warning: 0.115, danger: 0.19, info: 0.1, violet: 0.15, neutral: 0.015 };
for (const k in H) {
  const h = H[k],
    c = Cs[k];
  light[k] = hex(k === 'warning' ? 0.475 : 0.475, c, h);
  light[k + '-soft'] = hex(k === 'warning' ? 0.962 : 0.957, k === 'neutral' ? 0.004 : Math.min(0.034, c * 0.27), h);
  light[k + '-line'] = hex(0.86, k === 'neutral' ? 0.01 : c * 0.42, h);
  light[k + '-solid'] = hex(k === 'warning' ? 0.72 : 0.535, k === 'warning' ? 0.15 : c, h);
  light['on-' + k] = k === 'warning' ? light.ink : '#ffffff';
  dark[k] = hex(0.79, k === 'danger' ? 0.11 : Math.min(0.11, c), h);
  dark[k + '-soft'] = hex(0.285, k === 'neutral' ? 0.012 : Math.min(0.05, c * 0.4), h);
  dark[k + '-line'] = hex(0.4, k === 'neutral' ? 0.014 : c * 0.5, h);
  dark[k + '-solid'] = hex(k === 'warning' ? 0.77 : 0.53, k === 'warning' ? 0.14 : c * 0.95, h);
  dark['on-' + k] = k === 'warning' ? '#17130a' : '#ffffff';
}
light.note = hex(0.975, 0.026, 88);
light['note-line'] = hex(0.89, 0.06, 85);
dark.note = hex(0.255, 0.026, 82);
dark['note-line'] = hex(0.37, 0.05, 82);
// chart: categorical, ordered for max neighbour separation under CVD
const chart = {
  light: [
    [0.6, 0.165, 254],
    [0.665, 0.15, 67],
    [0.62, 0.1, 192],
    [0.467, 0.165, 333],
    [0.33, 0.03, 270],
    [0.5, 0.14, 156],
    [0.493, 0.155, 288],
    [0.4, 0.13, 82],
  ],
  dark: [
    [0.585, 0.165, 262],
    [0.767, 0.14, 63],
    [0.785, 0.1, 194],
    [0.59, 0.165, 357],
    [0.68, 0.02, 265],
    [0.9, 0.12, 133],
    [0.72, 0.14, 288],
    [0.626, 0.12, 84],
  ],
};
chart.light.forEach((x, i) => (light['chart-' + (i + 1)] = hex(...x)));
chart.dark.forEach((x, i) => (dark['chart-' + (i + 1)] = hex(...x)));
// sequential ramp (heatmaps) and avatar tints
[0.955, 0.885, 0.8, 0.715, 0.63, 0.48, 0.37].forEach((l, i) => {
  light['seq-' + (i + 1)] = hex(l, [0.02, 0.05, 0.085, 0.12, 0.15, 0.16, 0.13][i], 259);
  dark['seq-' + (i + 1)] = hex(
    [0.27, 0.34, 0.42, 0.5, 0.625, 0.72, 0.82][i],
    [0.04, 0.07, 0.1, 0.13, 0.14, 0.12, 0.09][i],
    259,
  );
});
[
  ['a', 259],
  ['b', 188],
  ['c', 145],
  ['d', 95],
  ['e', 55],
  ['f', 18],
  ['g', 345],
  ['h', 298],
].forEach(([k, h]) => {
  light['av-' + k] = hex(0.915, 0.048, h);
  light['av-' + k + '-ink'] = hex(0.4, 0.095, h);
  dark['av-' + k] = hex(0.355, 0.06, h);
  dark['av-' + k + '-ink'] = hex(0.885, 0.06, h);
});
for (const T of [light, dark])
  for (let i = 1; i <= 7; i++)
    T['seq-' + i + '-ink'] = cr('#14171e', T['seq-' + i]) >= cr('#ffffff', T['seq-' + i]) ? '#14171e' : '#ffffff';
const rows = [];
const chk = (th, T, fg, bg, min) => {
  const v = cr(T[fg], T[bg]);
  rows.push([th, fg, bg, v, min, v >= min]);
};
for (const [th, T] of [
  ['light', light],
  ['dark', dark],
]) {
  for (const bg of ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected'])
    for (const fg of ['ink', 'ink-2', 'muted']) chk(th, T, fg, bg, 4.5);
  for (const bg of ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected', 'accent-soft'])
    chk(th, T, 'accent-text', bg, 4.5);
  chk(th, T, 'on-accent', 'accent', 4.5);
  chk(th, T, 'on-accent', 'accent-hover', 4.5);
  for (const bg of ['canvas', 'surface', 'raised', 'sunken']) {
    chk(th, T, 'control', bg, 3);
    chk(th, T, 'focus', bg, 3);
  }
  for (const k in H) {
    for (const bg of ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected', k + '-soft'])
      chk(th, T, k, bg, 4.5);
    chk(th, T, 'on-' + k, k + '-solid', 4.5);
  }
  for (const fg of ['ink', 'ink-2', 'muted', 'warning']) chk(th, T, fg, 'note', 4.5);
  for (let i = 1; i <= 8; i++) chk(th, T, 'chart-' + i, 'surface', 3);
  for (let i = 1; i <= 7; i++) chk(th, T, 'seq-' + i + '-ink', 'seq-' + i, 4.5);
  for (const k of 'abcdefgh') chk(th, T, `av-${k}-ink`, `av-${k}`, 4.5);
}
const bad = rows.filter((r) => !r[5]);
console.log(rows.length, 'pairs checked,', bad.length, 'fail');
bad.forEach((r) => console.log('FAIL', r[0], r[1], 'on', r[2], r[3].toFixed(2), '<', r[4]));
for (const [th, T] of [
  ['light', light],
  ['dark', dark],
]) {
  const cs = Array.from({ length: 8 }, (_, i) => T['chart-' + (i + 1)]);
  for (const m of ['none', ...Object.keys(CVD)]) {
    let mn = 1e9,
      p = '',
      adj = 1e9;
    for (let i = 0; i < 8; i++)
      for (let j = i + 1; j < 8; j++) {
        const a = m === 'none' ? cs[i] : sim(cs[i], CVD[m]),
          b = m === 'none' ? cs[j] : sim(cs[j], CVD[m]);
        const d = dE(a, b);
        if (d < mn) {
          mn = d;
          p = `${i + 1}-${j + 1}`;
        }
        if (j === i + 1 && d < adj) adj = d;
      }
    console.log(th, m.padEnd(7), 'min dE', mn.toFixed(1), p, '| min adjacent', adj.toFixed(1));
  }
}
const css = (T) =>
  Object.entries(T)
    .map(([k, v]) => `  --${k}: ${v};`)
    .join('\n');
const sh = {
  light: [
    '0 1px 2px rgb(17 24 39 / .05)',
    '0 1px 2px rgb(17 24 39 / .06), 0 4px 12px -2px rgb(17 24 39 / .08)',
    '0 2px 4px rgb(17 24 39 / .05), 0 12px 32px -6px rgb(17 24 39 / .16)',
    '0 4px 8px rgb(17 24 39 / .06), 0 28px 64px -12px rgb(17 24 39 / .28)',
  ],
  dark: [
    '0 1px 2px rgb(0 0 0 / .35)',
    '0 1px 2px rgb(0 0 0 / .4), 0 6px 16px -2px rgb(0 0 0 / .45)',
    '0 0 0 1px rgb(255 255 255 / .05), 0 14px 36px -6px rgb(0 0 0 / .65)',
    '0 0 0 1px rgb(255 255 255 / .06), 0 32px 72px -12px rgb(0 0 0 / .8)',
  ],
};
const shc = (a) => a.map((v, i) => `  --elev-${i + 1}: ${v};`).join('\n');
fs.writeFileSync(
  new URL('tokens.css', import.meta.url),
  `/* generated by tokens/gen.mjs; do not edit */\n:root, [data-theme="light"] {\n  color-scheme: light;\n${css(light)}\n${shc(sh.light)}\n}\n[data-theme="dark"] {\n  color-scheme: dark;\n${css(dark)}\n${shc(sh.dark)}\n}\n`,
);
fs.writeFileSync(
  new URL('contrast.md', import.meta.url),
  '| theme | foreground | background | ratio | required |\n|---|---|---|---|---|\n' +
    rows.map((r) => `| ${r[0]} | ${r[1]} | ${r[2]} | ${r[3].toFixed(2)} | ${r[4]} |`).join('\n') +
    '\n',
);
fs.writeFileSync(
  new URL('theme.css', import.meta.url),
  `/* generated: Tailwind 4 mapping */\n@theme inline {\n  --color-*: initial;\n  --color-transparent: transparent;\n  --color-current: currentColor;\n  --color-white: #fff;\n${Object.keys(
    light,
  )
    .map((k) => `  --color-${k}: var(--${k});`)
    .join(
      '\n',
    )}\n  --shadow-*: initial;\n${[1, 2, 3, 4].map((i) => `  --shadow-${i}: var(--elev-${i});`).join('\n')}\n}\n`,
);
