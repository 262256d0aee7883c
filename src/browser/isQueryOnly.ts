/** What a document may hold that is not its own words: block texts, texts, comments. Each is left from its first character. */
const TEXTS_AND_COMMENTS = /"""(?:\\"""|(?!""")[^])*(?:"""|$)|"(?:\\.|[^"\\\n])*(?:"|$|\n)|#[^\n\r]*/g;

/** Whether the document holds no mutation and no subscription: those are not to be sent twice, nor because somebody opened a link. */
export function isQueryOnly(document: string): boolean {
  return !/\b(?:mutation|subscription)\b/.test(document.replaceAll(TEXTS_AND_COMMENTS, ' '));
}
