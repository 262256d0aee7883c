/** The properties of `npm test` on two regions, several times as often: see `runs`. */
import '../support/soakRuns';
import './homeRegion.test';
import './failover.test';
