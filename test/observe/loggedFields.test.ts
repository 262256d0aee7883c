import { describeRequirement } from '../../src/access/wording';
import { buildApi } from '../../src/compose/api';
import { loggedFields } from '../../src/observe/requests/loggedFields';
import { principal as principalIn } from '../access/principals';

test('every denial that this schema can have is told whole', () => {
  const { model } = buildApi();
  const principal = principalIn([], {}, false);
  const denied = [...model.types.values()].flatMap(({ rule, fields }) =>
    [...fields.values()].flatMap(({ coordinate, ownRule }) => {
      const effective = ownRule ?? rule;
      return effective ? [{ coordinate, requires: describeRequirement(effective, model.access, principal) }] : [];
    }),
  );
  expect(denied.length).toBeGreaterThan(100);
  for (const each of denied) expect(loggedFields({ denied: [each] })).toEqual({ denied: [each] });
});
