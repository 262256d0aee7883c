/** All small worlds, and more of the large ones: see `runs`. */
import '../support/soakRuns';
import './decisions.test';
import './smallWorlds.test';
import './largeWorlds.test';
import './starts.test';
