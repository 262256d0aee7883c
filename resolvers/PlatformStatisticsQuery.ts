import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { PlatformStatistics } from '../schema/PlatformStatistics';
import { Role } from '../schema/roles';
import { DateScalar } from '../schema/scalars/dates';
import { Auth } from '../src/model/annotations';
import { closedDayRange } from './closedDays';
import { readPlatformFigures } from './platformFigures';
import type { FieldgateContext } from './Services';

@Resolver()
export class PlatformStatisticsQuery {
  @Auth({ always: [Role.PLATFORM_ADMIN], mfa: true })
  @Query(() => PlatformStatistics, {
    nullable: true,
    description:
      'Figures of the whole platform over a range of closed days (UTC), at most 366. A day closes half an hour after ' +
      'its end. `from` and `to` of the result are the days that it covers.',
  })
  async platformStatistics(
    @Arg('from', () => DateScalar, {
      nullable: true,
      description:
        'The first day (UTC) of the range, from 2000 on. If it is left out, the range has 30 days. One that is not closed ' +
        'yet is `BAD_USER_INPUT`.',
    })
    from: Date | undefined,
    @Arg('to', () => DateScalar, {
      nullable: true,
      description:
        'The last day (UTC) of the range, which is included. If it is left out, or not closed yet, it is the last closed ' +
        'day.',
    })
    to: Date | undefined,
    @Ctx() { reader, services, now }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PlatformStatistics> {
    return readPlatformFigures(reader, closedDayRange(from, to, now), services.statisticsMinGroup, info);
  }
}
