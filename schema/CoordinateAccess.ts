import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { VERDICTS, type Verdict } from '../src/access/verdict';
import { Auth, From, Value } from '../src/model/annotations';

const ACCESS = Object.fromEntries(VERDICTS.map((verdict) => [verdict, verdict])) as { readonly [V in Verdict]: V };

registerEnumType(ACCESS, {
  name: 'Access',
  description:
    'What the rules need from the caller, as far as their roles tell. Each item is still judged when it is read or changed.',
  valuesConfig: {
    ALWAYS: { description: 'Allowed; nothing more is needed.' },
    OWN: { description: 'Allowed if the item is the caller’s own.' },
    VISIT: { description: 'Allowed with a current visit token of the shop that it belongs to.' },
    OWN_OR_VISIT: {
      description: 'Allowed if the item is the caller’s own, or with a current visit token of its shop.',
    },
    MFA: { description: 'Allowed once the caller has proved a second factor.' },
    OWN_WITH_MFA: { description: 'Allowed if the item is the caller’s own, once they have proved a second factor.' },
    VISIT_WITH_MFA: {
      description: 'Allowed with a current visit token of its shop, once the caller has proved a second factor.',
    },
    OWN_OR_VISIT_WITH_MFA: {
      description:
        'Allowed if the item is the caller’s own or with a current visit token of its shop, once the caller has proved a second factor.',
    },
    NEVER: {
      description: 'Never allowed for the roles of the caller. The same is returned if there is no such coordinate.',
    },
  },
});

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'Whether the caller may read and write at one schema coordinate, by the same rules that decide each request.',
})
export class CoordinateAccess {
  @From()
  @Field(() => String, { description: 'The coordinate as it was sent: `Type`, `Type.field` or `Input.field`.' })
  readonly coordinate!: string;

  @From()
  @Field(() => ACCESS, { description: 'What the caller needs to read it.' })
  readonly read!: Verdict;

  @From()
  @Field(() => ACCESS, {
    description: 'What the caller needs to write it, by some mutation that takes a value of the same name.',
  })
  readonly write!: Verdict;

  @From()
  @Field(() => String, { description: 'The rule in words, as far as it concerns the roles of the caller.' })
  readonly because!: string;
}
