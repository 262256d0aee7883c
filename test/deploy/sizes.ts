import { ofType } from './templates';

/* How long what the templates say gets, once CloudFormation has put in what other stacks and resources hand over. */

/** What another stack or a resource hands over is known when it is deployed: this is as long as an ARN of ours gets. */
const LONGEST = `arn:aws:dynamodb:ap-northeast-1:123456789012:table/fieldgate-prod-data-RateLimits2BA5B3CC-${'X'.repeat(13)}`;
const HANDED_OVER = new Set(['Ref', 'Fn::GetAtt', 'Fn::GetStackOutput', 'Fn::Select', 'Fn::Split']);

/** The text as CloudFormation makes it, or longer. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value) as [string, unknown][];
  if (others.length === 0 && key === 'Fn::Join') {
    const [separator, parts] = resolved(inner) as [string, string[]];
    return parts.join(separator);
  }
  if (others.length === 0 && HANDED_OVER.has(key)) return isShort(inner) ? 'ap-northeast-1' : LONGEST;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
}

const isShort = (inner: unknown) => typeof inner === 'string' && inner.startsWith('AWS::');

export const sizeOf = (value: unknown) => JSON.stringify(resolved(value)).length;
export const texts = (type: string, property: string) =>
  ofType(type).map(({ id, Properties }) => [id, String(resolved(Properties[property] ?? '')).length] as const);
export const countOf = (type: string) => [['all stacks', ofType(type).length]] as const;
