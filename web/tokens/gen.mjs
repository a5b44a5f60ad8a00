// Source of the design tokens: OKLCH in, hex out, every contrast pair asserted. `node web/tokens/gen.mjs` writes tokens.css, theme.css and contrast.md.
const lin2s=c=>c<=.0031308?12.92*c:1.055*c**(1/2.4)-.055, s2lin=c=>c<=.04045?c/12.92:((c+.055)/1.055)**2.4;
function oklch2rgb(L,C,h){const a=C*Math.cos(h*Math.PI/180),b=C*Math.sin(h*Math.PI/180);const l=(L+.3963377774*a+.2158037573*b)**3,m=(L-.1055613458*a-.0638541728*b)**3,s=(L-.0894841775*a-1.291485548*b)**3;return[4.0767416621*l-3.3077115913*m+.2309699292*s,-1.2684380046*l+2.6097574011*m-.3413193965*s,-.0041960863*l-.7034186147*m+1.707614701*s]}
function hex(L,C,h){let c=C;for(let i=0;i<60;i++){const r=oklch2rgb(L,c,h);if(r.every(v=>v>=-1e-4&&v<=1+1e-4))break;c*=.97}return '#'+oklch2rgb(L,c,h).map(v=>Math.round(lin2s(Math.min(1,Math.max(0,v)))*255).toString(16).padStart(2,'0')).join('')}
const rgb=h=>[1,3,5].map(i=>parseInt(h.slice(i,i+2),16)/255), lum=h=>{const[r,g,b]=rgb(h).map(s2lin);return .2126*r+.7152*g+.0722*b};
export const cr=(a,b)=>{const x=lum(a),y=lum(b);return (Math.max(x,y)+.05)/(Math.min(x,y)+.05)};
const oklab=h=>{const[r,g,b]=rgb(h).map(s2lin);const l=Math.cbrt(.4122214708*r+.5363325363*g+.0514459929*b),m=Math.cbrt(.2119034982*r+.6806995451*g+.1073969566*b),s=Math.cbrt(.0883024619*r+.2817188376*g+.6299787005*b);return[.2104542553*l+.793617785*m-.0040720468*s,1.9779984951*l-2.428592205*m+.4505937099*s,.0259040371*l+.7827717662*m-.808675766*s]};
const dE=(a,b)=>{const p=oklab(a),q=oklab(b);return Math.hypot(p[0]-q[0],p[1]-q[1],p[2]-q[2])*100};
const CVD={deutan:[[.367322,.860646,-.227968],[.280085,.672501,.047413],[-.01182,.04294,.968881]],protan:[[.152286,1.052583,-.204868],[.114503,.786281,.099216],[-.003882,-.048116,1.051998]],tritan:[[1.255528,-.076749,-.178779],[-.078411,.930809,.147602],[.004733,.691367,.3039]]};
const sim=(h,M)=>{const v=rgb(h).map(s2lin);return '#'+M.map(r=>Math.round(lin2s(Math.min(1,Math.max(0,r[0]*v[0]+r[1]*v[1]+r[2]*v[2])))*255).toString(16).padStart(2,'0')).join('')};
const N=262; // neutral hue
const light={
 canvas:hex(.977,.003,N),surface:'#ffffff',raised:'#ffffff',sunken:hex(.961,.004,N),hover:hex(.95,.005,N),selected:hex(.945,.024,258),
 line:hex(.918,.006,N),'line-strong':hex(.855,.009,N),control:hex(.635,.017,N),
 ink:hex(.205,.014,N),'ink-2':hex(.36,.018,N),muted:hex(.475,.018,N),faint:hex(.62,.016,N),
 accent:hex(.5,.165,259),'accent-hover':hex(.445,.16,259),'accent-text':hex(.475,.17,259),'accent-soft':hex(.953,.022,258),'accent-line':hex(.83,.075,258),'on-accent':'#ffffff',focus:hex(.55,.19,259),
 scrim:'rgb(15 18 25 / .42)'
};
const dark={
 canvas:hex(.178,.006,N),surface:hex(.21,.008,N),raised:hex(.25,.01,N),sunken:hex(.19,.007,N),hover:hex(.268,.012,N),selected:hex(.285,.045,258),
 line:hex(.278,.011,N),'line-strong':hex(.36,.014,N),control:hex(.53,.018,N),
 ink:hex(.945,.005,N),'ink-2':hex(.845,.009,N),muted:hex(.705,.014,N),faint:hex(.545,.014,N),
 accent:hex(.53,.165,259),'accent-hover':hex(.5,.165,259),'accent-text':hex(.765,.115,258),'accent-soft':hex(.285,.052,258),'accent-line':hex(.42,.09,258),'on-accent':'#ffffff',focus:hex(.72,.14,258),
 scrim:'rgb(4 5 8 / .62)'
};
const H={success:155,warning:72,danger:24,info:222,violet:298,neutral:N}; const Cs={success:.12,warning:.115,danger:.19,info:.1,violet:.15,neutral:.015};
for(const k in H){const h=H[k],c=Cs[k];
 light[k]=hex(k==='warning'?.475:.475,c,h);light[k+'-soft']=hex(k==='warning'?.962:.957,k==='neutral'?.004:Math.min(.034,c*.27),h);light[k+'-line']=hex(.86,k==='neutral'?.01:c*.42,h);light[k+'-solid']=hex(k==='warning'?.72:.535,k==='warning'?.15:c,h);light['on-'+k]=k==='warning'?light.ink:'#ffffff';
 dark[k]=hex(.79,k==='danger'?.11:Math.min(.11,c),h);dark[k+'-soft']=hex(.285,k==='neutral'?.012:Math.min(.05,c*.4),h);dark[k+'-line']=hex(.4,k==='neutral'?.014:c*.5,h);dark[k+'-solid']=hex(k==='warning'?.77:.53,k==='warning'?.14:c*.95,h);dark['on-'+k]=k==='warning'?'#17130a':'#ffffff';}
light.note=hex(.975,.026,88);light['note-line']=hex(.89,.06,85);dark.note=hex(.255,.026,82);dark['note-line']=hex(.37,.05,82);
// chart: categorical, ordered for max neighbour separation under CVD
const chart={light:[[.6,.165,254],[.665,.15,67],[.62,.1,192],[.467,.165,333],[.33,.03,270],[.5,.14,156],[.493,.155,288],[.4,.13,82]],dark:[[.585,.165,262],[.767,.14,63],[.785,.1,194],[.59,.165,357],[.68,.02,265],[.9,.12,133],[.72,.14,288],[.626,.12,84]]};
chart.light.forEach((x,i)=>light['chart-'+(i+1)]=hex(...x));chart.dark.forEach((x,i)=>dark['chart-'+(i+1)]=hex(...x));
// sequential ramp (heatmaps) and avatar tints
[.955,.885,.8,.715,.63,.48,.37].forEach((l,i)=>{light['seq-'+(i+1)]=hex(l,[.02,.05,.085,.12,.15,.16,.13][i],259);dark['seq-'+(i+1)]=hex([.27,.34,.42,.5,.625,.72,.82][i],[.04,.07,.1,.13,.14,.12,.09][i],259)});
[['a',259],['b',188],['c',145],['d',95],['e',55],['f',18],['g',345],['h',298]].forEach(([k,h])=>{light['av-'+k]=hex(.915,.048,h);light['av-'+k+'-ink']=hex(.40,.095,h);dark['av-'+k]=hex(.355,.06,h);dark['av-'+k+'-ink']=hex(.885,.06,h)});
for(const T of [light,dark])for(let i=1;i<=7;i++)T['seq-'+i+'-ink']=cr('#14171e',T['seq-'+i])>=cr('#ffffff',T['seq-'+i])?'#14171e':'#ffffff';
const rows=[];const chk=(th,T,fg,bg,min)=>{const v=cr(T[fg],T[bg]);rows.push([th,fg,bg,v,min,v>=min])};
for(const [th,T] of [['light',light],['dark',dark]]){
 for(const bg of ['canvas','surface','raised','sunken','hover','selected']) for(const fg of ['ink','ink-2','muted']) chk(th,T,fg,bg,4.5);
 for(const bg of ['canvas','surface','raised','sunken','hover','selected','accent-soft']) chk(th,T,'accent-text',bg,4.5);
 chk(th,T,'on-accent','accent',4.5);chk(th,T,'on-accent','accent-hover',4.5);
 for(const bg of ['canvas','surface','raised','sunken']){chk(th,T,'control',bg,3);chk(th,T,'focus',bg,3)}
 for(const k in H){for(const bg of ['canvas','surface','raised','sunken','hover','selected',k+'-soft'])chk(th,T,k,bg,4.5);chk(th,T,'on-'+k,k+'-solid',4.5)}
 for(const fg of ['ink','ink-2','muted','warning'])chk(th,T,fg,'note',4.5);
 for(let i=1;i<=8;i++)chk(th,T,'chart-'+i,'surface',3);
 for(let i=1;i<=7;i++)chk(th,T,'seq-'+i+'-ink','seq-'+i,4.5);
 for(const k of 'abcdefgh')chk(th,T,`av-${k}-ink`,`av-${k}`,4.5);
}
const bad=rows.filter(r=>!r[5]);console.log(rows.length,'pairs checked,',bad.length,'fail');bad.forEach(r=>console.log('FAIL',r[0],r[1],'on',r[2],r[3].toFixed(2),'<',r[4]));
for(const [th,T] of [['light',light],['dark',dark]]){const cs=Array.from({length:8},(_,i)=>T['chart-'+(i+1)]);for(const m of ['none',...Object.keys(CVD)]){let mn=1e9,p='',adj=1e9;for(let i=0;i<8;i++)for(let j=i+1;j<8;j++){const a=m==='none'?cs[i]:sim(cs[i],CVD[m]),b=m==='none'?cs[j]:sim(cs[j],CVD[m]);const d=dE(a,b);if(d<mn){mn=d;p=`${i+1}-${j+1}`}if(j===i+1&&d<adj)adj=d}console.log(th,m.padEnd(7),'min dE',mn.toFixed(1),p,'| min adjacent',adj.toFixed(1))}}
const css=T=>Object.entries(T).map(([k,v])=>`  --${k}: ${v};`).join('\n');
const sh={light:['0 1px 2px rgb(17 24 39 / .05)','0 1px 2px rgb(17 24 39 / .06), 0 4px 12px -2px rgb(17 24 39 / .08)','0 2px 4px rgb(17 24 39 / .05), 0 12px 32px -6px rgb(17 24 39 / .16)','0 4px 8px rgb(17 24 39 / .06), 0 28px 64px -12px rgb(17 24 39 / .28)'],dark:['0 1px 2px rgb(0 0 0 / .35)','0 1px 2px rgb(0 0 0 / .4), 0 6px 16px -2px rgb(0 0 0 / .45)','0 0 0 1px rgb(255 255 255 / .05), 0 14px 36px -6px rgb(0 0 0 / .65)','0 0 0 1px rgb(255 255 255 / .06), 0 32px 72px -12px rgb(0 0 0 / .8)']};
const shc=a=>a.map((v,i)=>`  --elev-${i+1}: ${v};`).join('\n');
fs.writeFileSync(new URL('tokens.css',import.meta.url),`/* generated by tokens/gen.mjs; do not edit */\n:root, [data-theme="light"] {\n  color-scheme: light;\n${css(light)}\n${shc(sh.light)}\n}\n[data-theme="dark"] {\n  color-scheme: dark;\n${css(dark)}\n${shc(sh.dark)}\n}\n`);
fs.writeFileSync(new URL('contrast.md',import.meta.url),'| theme | foreground | background | ratio | required |\n|---|---|---|---|---|\n'+rows.map(r=>`| ${r[0]} | ${r[1]} | ${r[2]} | ${r[3].toFixed(2)} | ${r[4]} |`).join('\n')+'\n');
fs.writeFileSync(new URL('theme.css',import.meta.url),`/* generated: Tailwind 4 mapping */\n@theme inline {\n  --color-*: initial;\n  --color-transparent: transparent;\n  --color-current: currentColor;\n  --color-white: #fff;\n${Object.keys(light).map(k=>`  --color-${k}: var(--${k});`).join('\n')}\n  --shadow-*: initial;\n${[1,2,3,4].map(i=>`  --shadow-${i}: var(--elev-${i});`).join('\n')}\n}\n`);
