import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Attribute, Auth, Embedded } from '../src/model/annotations';

export enum DayOfWeek {
  MONDAY = 'MONDAY',
  TUESDAY = 'TUESDAY',
  WEDNESDAY = 'WEDNESDAY',
  THURSDAY = 'THURSDAY',
  FRIDAY = 'FRIDAY',
  SATURDAY = 'SATURDAY',
  SUNDAY = 'SUNDAY',
}

registerEnumType(DayOfWeek, {
  name: 'DayOfWeek',
  description: 'A day of the week in the time zone of the shop, from midnight to midnight.',
  valuesConfig: {
    MONDAY: { description: 'Monday, day 1 of the week (ISO 8601).' },
    TUESDAY: { description: 'Tuesday, day 2 of the week (ISO 8601).' },
    WEDNESDAY: { description: 'Wednesday, day 3 of the week (ISO 8601).' },
    THURSDAY: { description: 'Thursday, day 4 of the week (ISO 8601).' },
    FRIDAY: { description: 'Friday, day 5 of the week (ISO 8601).' },
    SATURDAY: { description: 'Saturday, day 6 of the week (ISO 8601).' },
    SUNDAY: { description: 'Sunday, day 7 of the week (ISO 8601).' },
  },
});

@Auth({ asParent: true })
@Embedded()
@ObjectType({
  description: 'One span of time in which a shop is open, in the time zone of the shop. A day may have several.',
})
export class OpeningHours {
  @Attribute()
  @Field(() => DayOfWeek, { description: 'The day of the week on which the shop opens.' })
  readonly day!: DayOfWeek;

  @Attribute()
  @Field(() => String, { description: 'The time of opening, as "HH:MM" in 24 hours, such as "09:30".' })
  readonly opens!: string;

  @Attribute()
  @Field(() => String, {
    description: 'The time of closing, as "HH:MM" in 24 hours. If it is earlier than `opens`, it is on the next day.',
  })
  readonly closes!: string;
}
