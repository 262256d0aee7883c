import path from 'node:path';

const COLUMNS = ['killed', 'timeout', 'survived', 'no coverage'];

/** The report, for people: how many were noticed, and each that was not. Equivalent mutants, which change nothing, are told apart. */
export function reportOf(results, { all, equivalent, seed }) {
  const isNoted = (mutant) => equivalent.some((note) => fits(note, mutant));
  const alive = results.filter(({ status }) => status === 'survived' || status === 'no coverage');
  const counting = results.filter((mutant) => !alive.includes(mutant) || !isNoted(mutant));
  const excused = results.length - counting.length;
  return [
    `# Mutants: ${results.length} of ${all.length}, seed ${seed}`,
    '',
    `Killed: **${percent(counting)}** without the ${excused} that change nothing (equivalent.json), ${percent(results)} with them.`,
    '',
    ...table(results, counting),
    ...listOf(
      'Survivors',
      alive.filter((mutant) => !isNoted(mutant)),
    ),
    ...listOf('Equivalent', alive.filter(isNoted)),
    ...listOf(
      'Noted as equivalent, and yet killed',
      results.filter((mutant) => !alive.includes(mutant) && isNoted(mutant)),
    ),
    '',
  ].join('\n');
}

/** Notes that fit no mutant. */
export function staleNotes(all, equivalent) {
  return equivalent.filter((note) => !all.some((mutant) => fits(note, mutant))).map((note) => JSON.stringify(note));
}

/** By the text of the line, and not by its number, which changes with every other line. */
function fits({ file, line, original, replacement }, mutant) {
  return (
    file === mutant.file &&
    line === mutant.text &&
    original === shortened(mutant.original) &&
    replacement === shortened(mutant.replacement)
  );
}

function table(results, counting) {
  const folders = [...new Set(results.map(({ file }) => path.posix.dirname(file)))].sort();
  const row = (title, isIn) => {
    const these = results.filter(isIn);
    const counts = COLUMNS.map((column) => these.filter(({ status }) => status === column).length);
    return `| ${[title, these.length, ...counts, percent(counting.filter(isIn))].join(' | ')} |`;
  };
  return [
    `| folder | mutants | ${COLUMNS.join(' | ')} | score |`,
    `| --- |${' --: |'.repeat(COLUMNS.length + 2)}`,
    ...folders.map((folder) => row(folder, ({ file }) => path.posix.dirname(file) === folder)),
    row('all', () => true),
  ];
}

function percent(mutants) {
  const killed = mutants.filter(({ status }) => status === 'killed' || status === 'timeout').length;
  return mutants.length === 0 ? '–' : `${((100 * killed) / mutants.length).toFixed(1)} %`;
}

function listOf(title, mutants) {
  if (mutants.length === 0) return [];
  const ordered = [...mutants].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return ['', `## ${title} (${mutants.length})`, '', ...ordered.map(lineOf)];
}

function lineOf({ file, line, text, mutator, original, replacement, status }) {
  const reach = status === 'no coverage' ? ' (no test reaches it)' : '';
  return `- ${file}:${line} ${mutator}${reach}: \`${shortened(original)}\` → \`${shortened(replacement)}\`, in \`${text}\``;
}

/** On one line, and of a long text its ends. */
export function shortened(text) {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= 160 ? flat : `${flat.slice(0, 100)} … ${flat.slice(-50)}`;
}
