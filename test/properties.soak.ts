/** The properties of `npm test`, several times as often: see `runs`. */
import './support/soakRuns';
import './projection/project.property.test';
import './projection/requests.property.test';
import './resolvers/suppression.property.test';
