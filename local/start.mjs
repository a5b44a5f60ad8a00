// A TypeScript file could not report an old Node: it would end at its own name.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `This project needs Node 24; this is ${process.version} (${process.execPath}).\nRun it through npm after "npm ci" (npm start), or install Node 24.`,
  );
  process.exit(1);
}

// glibc keeps an arena of memory for each thread, which costs some 8 MB a function. It reads this when a process begins,
// so the process begins anew in its own place.
if (process.platform === 'linux' && process.execve !== undefined && process.env.MALLOC_ARENA_MAX === undefined)
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    ...process.env,
    MALLOC_ARENA_MAX: '2',
  });

await import('./start.ts');
