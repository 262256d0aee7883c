import { isListType, isNonNullType, type GraphQLInputType, type GraphQLOutputType } from 'graphql';
import type { CostRule } from '../../../operation/limits/queryCost';
import { escapeHtml } from '../page/escapeHtml';
import { pathOfType } from './places';

/** A type as SDL writes it, such as `[Thing!]!`, its name leading to its page. */
export function linkedType(sdl: string): string {
  return sdl.replace(/\w+/, (name) => `<a href="${pathOfType(name)}">${escapeHtml(name)}</a>`);
}

/** What `!` and `[ ]` mean, of what is answered. */
export function answeredWords(type: GraphQLOutputType): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  const never = isNonNullType(type) ? 'never null' : 'can be null';
  if (!isListType(inner)) return never;
  const items = isNonNullType(inner.ofType) ? 'its items are never null' : 'its items can be null';
  return `a list, ${never}; ${items}`;
}

/** The same of what clients send. */
export function takenWords(type: GraphQLInputType, defaultValue: unknown): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  const required = isNonNullType(type) && defaultValue === undefined;
  const noNull = isNonNullType(type) && !required ? ', not null' : '';
  const unlessSent = defaultValue === undefined ? '' : `; ${JSON.stringify(defaultValue)} if it is not sent`;
  const list = isListType(inner) ? 'a list, ' : '';
  return `${list}${required ? 'required' : 'optional'}${noNull}${unlessSent}`;
}

/** What a field costs; empty for what is free. */
export function costWords({ own, factor }: CostRule): string {
  const points = `${own.toLocaleString('en')} ${own === 1 ? 'point' : 'points'}`;
  if (factor === 0) return own === 0 ? '' : `Costs ${points}, whatever is selected in it.`;
  const below = `${factor === 1 ? '' : `${factor.toLocaleString('en')} times `}what is selected in it`;
  return own === 0 ? `Costs ${below}.` : `Costs ${points}, plus ${below}.`;
}

/** For lists and the search: plain text, without Markdown. */
export function firstSentence(description: string | null | undefined): string {
  const [sentence = ''] = (description ?? '').replaceAll('`', '').split(/(?<=[.;:!?])\s/, 1);
  return sentence.replaceAll(/\s+/g, ' ').trim().replace(/[;:]$/, '');
}
