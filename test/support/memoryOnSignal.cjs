/* Preloaded into a server's process, with --expose-gc: on SIGUSR2 it says on stderr how much it holds, in bytes, after collecting. */
process.on('SIGUSR2', () => {
  setImmediate(async () => {
    for (let time = 0; time < 4; time += 1) {
      global.gc();
      await new Promise(setImmediate);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    process.stderr.write(`${JSON.stringify({ heapUsed, external, rss })}\n`);
  });
});
