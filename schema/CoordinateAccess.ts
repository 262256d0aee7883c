import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { VERDICTS, type Verdict } from '../src/access/verdict';
import { Auth, From, Value } from '../src/model/annotations';

const ACCESS = Object.fromEntries(VERDICTS.map((verdict) => [verdict, verdict])) as { readonly [V in Verdict]: V };

registerEnumType(ACCESS, {
  name: 'Access',
  description: 'What it takes of the caller, as far as their roles tell; each item is judged when it comes to it.',
  valuesConfig: {
    ALWAYS: { description: 'Nothing more.' },
    OWN: { description: 'The item is the caller’s own.' },
    VISIT: { description: 'A current visit token of that place.' },
    OWN_OR_VISIT: { description: 'Either of the two.' },
    MFA: { description: 'A second factor, which is not proved yet.' },
    NEVER: { description: 'Nothing helps; or there is no such coordinate.' },
  },
});

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'What the caller may do at one schema coordinate, by the rules that decide when it comes to it.',
})
export class CoordinateAccess {
  @From()
  @Field(() => String, { description: '`Type`, `Type.field` or `Input.field`, as asked.' })
  readonly coordinate!: string;

  @From()
  @Field(() => ACCESS)
  readonly read!: Verdict;

  @From()
  @Field(() => ACCESS, { description: 'By some mutation that takes a value of the same name for it.' })
  readonly write!: Verdict;

  @From()
  @Field(() => String, { description: 'The rule, in words, as far as it is about the caller’s roles.' })
  readonly because!: string;
}
