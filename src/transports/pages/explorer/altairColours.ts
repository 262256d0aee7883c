/*
 * Altair's own colours stand out too little from their background to be read by everybody (WCAG 2.1, 1.4.3: 4.5 to 1). In these they do,
 * light or dark as the reader's system. They are set here since of those in its options Altair 8.5.9 takes none.
 */

interface Colours {
  readonly text: string;
  readonly muted: string;
  readonly page: string;
  readonly header: string;
  readonly line: string;
  /** Behind white text. */
  readonly primary: string;
  readonly green: string;
  readonly blue: string;
  readonly orange: string;
  readonly red: string;
  readonly purple: string;
}

const LIGHT: Colours = {
  text: '#1b1f24',
  muted: '#4f5864',
  page: '#ffffff',
  header: '#f5f6f8',
  line: '#d9dde3',
  primary: '#26700f',
  green: '#26700f',
  blue: '#0b5cad',
  orange: '#8a4600',
  red: '#b3261e',
  purple: '#6a2c91',
};

const DARK: Colours = {
  text: '#e6e8eb',
  muted: '#b4bbc5',
  page: '#14171b',
  header: '#1d2127',
  line: '#343a42',
  primary: '#2f7d15',
  green: '#8fe0ae',
  blue: '#8ab4f8',
  orange: '#f5cd85',
  red: '#ffb4a4',
  purple: '#dcb6f5',
};

/** Under the names that Altair gives to its colours; stronger than its own rule, which comes later. */
function rule({ text, muted, page, header, line, primary, green, blue, orange, red, purple }: Colours): string {
  const values = {
    'theme-bg': page,
    'theme-off-bg': page,
    'theme-font': text,
    'theme-off-font': muted,
    'theme-border': line,
    'theme-off-border': line,
    'header-bg': header,
    'dark-grey': muted,
    primary,
    green,
    blue,
    secondary: blue,
    orange,
    red,
    rose: red,
    tertiary: red,
  };
  const ofEditor = {
    comment: muted,
    string: orange,
    number: orange,
    variable: text,
    attribute: green,
    keyword: purple,
    atom: blue,
    property: blue,
    punctuation: muted,
    cursor: blue,
    def: orange,
    builtin: orange,
  };
  const plain = Object.entries(values).map(
    ([name, value]) => `--${name}-color: ${value}; --rgb-${name}: ${rgb(value)};`,
  );
  const editor = Object.entries(ofEditor).map(([name, value]) => `--editor-${name}-color: ${value};`);
  return `html:root:root { ${[...plain, ...editor].join(' ')} }`;
}

function rgb(colour: string): string {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(', ');
}

export const ALTAIR_COLOURS = `${rule(LIGHT)}
@media (prefers-color-scheme: dark) { ${rule(DARK)} }
/* A status is told in a colour of its own, on a lighter one of the same. */
.url-box__button--method, .query-result__status { color: var(--green-color) !important; background: var(--theme-bg-color) !important; }
.stage .cm-gutters, .stage .cm-gutter, .stage .cm-gutterElement { color: var(--muted) !important; opacity: 1 !important; }
.stage .send-request__button { color: #fff; }
.stage .query-editor__line-widget { color: #fff !important; background: var(--primary-color) !important; }
`;
