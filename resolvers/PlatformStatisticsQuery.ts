import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { PlatformStatistics } from '../schema/PlatformStatistics';
import { Role } from '../schema/roles';
import { DateScalar } from '../schema/scalars/dates';
import { Auth } from '../src/model/annotations';
import { closedDayRange } from './closedDays';
import { readPlatformFigures } from './platformFigures';
import type { FieldgateContext } from './Services';

const DESCRIPTION =
  'The platform from one day to another (UTC), both included; the last 30 closed days unless told. A day closes half an hour after ' +
  'its end. A later `to` is cut to the last closed day; a `from` after it is `BAD_USER_INPUT`. The answer’s `from` and `to` are the ' +
  'days that it covers.';

@Resolver()
export class PlatformStatisticsQuery {
  @Auth({ always: [Role.PLATFORM_ADMIN], mfa: true })
  @Query(() => PlatformStatistics, { nullable: true, description: DESCRIPTION })
  async platformStatistics(
    @Arg('from', () => DateScalar, { nullable: true }) from: Date | undefined,
    @Arg('to', () => DateScalar, { nullable: true }) to: Date | undefined,
    @Ctx() { reader, services, now }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PlatformStatistics> {
    return readPlatformFigures(reader, closedDayRange(from, to, now), services.statisticsMinGroup, info);
  }
}
