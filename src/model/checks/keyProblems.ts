import { canBeOneKey, isAmbiguous, isTemplate } from '../../storage/keys';
import type { TypeModel } from '../Model';
import type { Check } from './Check';

/** Keys tell what an item is and whose: each key is of one type only, and each text of one filling only. */
export const keyProblems: Check = ({ types }) => {
  const all = [...types.values()];
  return [
    ...all.flatMap(templateProblems),
    ...all.flatMap((type, position) => all.slice(position + 1).flatMap((other) => pairProblem(type, other))),
  ];
};

function templateProblems({ name, stored }: TypeModel): string[] {
  const templates = stored ? [stored.key.pk, stored.key.sk] : [];
  return [
    ...templates
      .filter(isAmbiguous)
      .map((template) => `${name}: expected a separator such as "#" between the placeholders of "${template}"`),
    ...templates
      .filter((template) => !isTemplate(template))
      .map((template) => `${name}: expected a key such as "PLACE#{placeId}", found "${template}"`),
  ];
}

function pairProblem({ name, stored }: TypeModel, other: TypeModel): string[] {
  if (!stored || !other.stored || !canBeOneKey(stored.key, other.stored.key)) return [];
  return [
    `${other.name}: expected keys that no other type has, found "${textOf(other)}", which can be one of ${name}, "${textOf({ name, stored })}": its id would choose between two rules; put a word of its own into one of them`,
  ];
}

function textOf({ stored }: Pick<TypeModel, 'name' | 'stored'>): string {
  return stored ? `${stored.key.pk} ${stored.key.sk}` : '';
}
