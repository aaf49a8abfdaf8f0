/** The text as a reader would see it: without invisible characters, escapes and wide forms. */
function plainOf(text) {
  return text
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/%([2-7][0-9a-f])|\\u00([2-7][0-9a-f])/gi, (_, a, b) => String.fromCharCode(parseInt(a ?? b, 16)))
    .replace(/&#(\d{2,3});/g, (_, code) => String.fromCharCode(Number(code)))
    .normalize('NFKC');
}

function countsOf(text) {
  const counts = new Map();
  for (const [word] of text.matchAll(/\p{L}{3,}/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How many of the words of `wanted` are still in `text`, and how many there are. */
function kept(wanted, text) {
  const left = countsOf(text);
  let all = 0;
  let found = 0;
  for (const [word, count] of countsOf(wanted)) {
    all += count;
    found += Math.min(count, left.get(word) ?? 0);
  }
  return { all, found };
}

function isRemoved({ group, planted, plain, text }, output) {
  if (group === 'log lines') {
    const inLine = kept(planted, output.replace(text.replace(planted, ''), ''));
    return inLine.found <= inLine.all * 0.2;
  }
  return !output.includes(planted) && !plainOf(output).includes(plain);
}

/**
 * Counts, for each group, texts and those that came out right, and the words lost beside what was planted. A text that a
 * library failed on counts as returned unchanged.
 */
export function score(texts, outputs) {
  const groups = {};
  const words = { all: 0, found: 0 };
  texts.forEach((labelled, index) => {
    const { group, text, planted, around, profile } = labelled;
    const output = String(outputs[index] ?? text);
    const tally = (groups[group] ??= { all: 0, right: 0 });
    tally.all++;
    if (planted === undefined ? output === text : isRemoved(labelled, output)) tally.right++;
    if (planted === undefined || profile === 'summary') return;
    const { all, found } = kept(text.replace(around, ' '), output);
    words.all += all;
    words.found += found;
  });
  return { groups, words };
}
