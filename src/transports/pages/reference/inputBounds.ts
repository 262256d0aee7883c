import { getMetadataStorage as validations } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { getMetadataStorage as classes } from 'type-graphql';

/** By the name of a field of the input, or of an argument: what is demanded of it, in the words of its checks. */
export type Bounds = ReadonlyMap<string, readonly string[]>;

/** What checks demand of what clients send: by the name of an input, or by the coordinate of a field that takes arguments. */
export function inputBounds(): ReadonlyMap<string, Bounds> {
  const { inputTypes, objectTypes, fieldResolvers, queries, mutations, subscriptions } = classes();
  const nameOf = (target: unknown) => objectTypes.find((type) => type.target === target)?.name ?? '';
  const fields = [
    ...queries.map((field) => ({ ...field, of: 'Query' })),
    ...mutations.map((field) => ({ ...field, of: 'Mutation' })),
    ...subscriptions.map((field) => ({ ...field, of: 'Subscription' })),
    ...fieldResolvers.map((field) => ({ ...field, of: nameOf(field.getObjectType?.()) })),
  ];
  return new Map([
    ...inputTypes.map(({ name, target }): [string, Bounds] => [name, boundsOf(target)]),
    ...fields.flatMap(({ of, schemaName, params = [] }) =>
      params.flatMap((param): [string, Bounds][] =>
        param.kind === 'args' ? [[`${of}.${schemaName}`, boundsOf(param.getType())]] : [],
      ),
    ),
  ]);
}

function boundsOf(target: unknown): Bounds {
  const bounds = new Map<string, string[]>();
  if (typeof target !== 'function') return bounds;
  for (const check of validations().getTargetValidationMetadatas(target, '', false, false)) {
    const words = wordsOf(check);
    if (words !== null) bounds.set(check.propertyName, [...(bounds.get(check.propertyName) ?? []), words]);
  }
  return bounds;
}

/** `null` for checks without words of their own, and for those whose words follow from what was sent. */
function wordsOf({ message, constraints, propertyName, target }: ValidationMetadata): string | null {
  if (typeof message === 'string') return message.includes('$') ? null : message;
  if (typeof message !== 'function') return null;
  const nothing = { value: undefined, object: {}, constraints, property: propertyName, targetName: String(target) };
  try {
    return message(nothing) || null;
  } catch {
    return null;
  }
}
