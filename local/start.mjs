// A TypeScript file could not report an old Node: it would end at its own name.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `This project needs Node 24; this is ${process.version} (${process.execPath}).\nRun it through npm after "npm ci" (npm start), or install Node 24.`,
  );
  process.exit(1);
}
await import('./start.ts');
