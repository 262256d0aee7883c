const OURS = /^(\*\/\*|application\/\*|application\/json|application\/graphql-response\+json)$/;
const ONLY_JSON = /^application\/json$/;

/** Whether an `Accept` header takes an answer of this API; a missing one takes anything. */
export function takesAnswer(accept: string | undefined): boolean {
  return accept === undefined || rangesOf(accept).some((range) => OURS.test(range));
}

/** Whether it takes `application/json`, by name, and nothing else. */
export function takesOnlyJson(accept: string | undefined): boolean {
  return accept !== undefined && rangesOf(accept).every((range) => ONLY_JSON.test(range));
}

/** Whether it asks for `application/graphql-response+json` by name. */
export function takesGraphqlResponse(accept: string | undefined): boolean {
  return accept !== undefined && rangesOf(accept).includes('application/graphql-response+json');
}

/** The media ranges that are wanted at all, without the parameters that say nothing new; one with others is left as it is. */
function rangesOf(accept: string): string[] {
  return accept
    .toLowerCase()
    .split(',')
    .filter((range) => !/;\s*q\s*=\s*0(\.0*)?\s*$/.test(range))
    .map((range) => range.replace(/;\s*(charset\s*=\s*"?utf-8"?|q\s*=\s*[\d.]+)\s*(?=;|$)/g, '').trim());
}
