import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { PlatformStatistics } from '../schema/PlatformStatistics';
import { Role } from '../schema/roles';
import { DateScalar } from '../schema/scalars/dates';
import { Auth } from '../src/model/annotations';
import { dayRange } from './dayRange';
import { readPlatformFigures } from './platformFigures';
import type { FieldgateContext } from './Services';

const DESCRIPTION =
  'The platform from one day to another, both included; the 30 days up to yesterday unless told, ' +
  'since a day that has hardly begun is withheld, and every total with it.';
const DAY_MS = 86_400_000;

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
    return readPlatformFigures(
      reader,
      dayRange(from, to, new Date(now.getTime() - DAY_MS)),
      services.statisticsMinGroup,
      info,
    );
  }
}
