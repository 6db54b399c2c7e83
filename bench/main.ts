// npm run bench -- <name> [--json]: one benchmark beside its peers, or all.
import { cpus } from 'node:os';
import { authorization } from './authorization.js';
import { directory } from './directory.js';
import { loginStorm } from './login-storm.js';
import type { Benchmark, Result } from './measure.js';
import { tokens } from './tokens.js';

const benchmarks: readonly Benchmark[] = [authorization, tokens, loginStorm, directory];

const json = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => argument !== '--json');
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));

if (unknown.length > 0) {
  console.error(
    `No benchmark is named ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  for (const benchmark of benchmarks) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    const results = await benchmark.run();
    const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model.trim() ?? 'unknown' };
    if (json) console.log(JSON.stringify({ bench: benchmark.name, ...machine, results }));
    else console.log(tableOf(benchmark, machine, results));
  }
}

function tableOf(
  benchmark: Benchmark,
  machine: { node: string; cpus: number; model: string },
  results: readonly Result[],
): string {
  const rows = results.map((result) => [
    result.case,
    result.subject,
    `${result.medianMs.toFixed(2)} ms`,
    `× ${result.ratio.toFixed(2)}`,
    furtherOf(result),
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const when = new Date().toISOString().slice(0, 10);
  return [
    `${benchmark.name}: node ${machine.node}, ${machine.cpus} × ${machine.model}, ${when}`,
    benchmark.goal,
    '',
    ...lines,
    '',
  ].join('\n');
}

function furtherOf({ bytes, microseconds, commands, examined }: Result): string {
  if (bytes !== undefined) return `${bytes} bytes`;
  if (commands !== undefined) return `${commands} commands, ${examined} examined`;
  return microseconds === undefined ? '' : `${microseconds.toFixed(2)} µs`;
}
