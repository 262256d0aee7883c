// Gives the production server the key set of the bench's user pool, which stands in no place on the internet. Everything else of
// aws-jwt-verify is as it is: signature, issuer, client, token use and validity are checked.
const { createRequire } = require('node:module');
const { CognitoJwtVerifier } = createRequire(process.argv[1])('aws-jwt-verify');

const create = CognitoJwtVerifier.create.bind(CognitoJwtVerifier);

CognitoJwtVerifier.create = (...args) => {
  const verifier = create(...args);
  verifier.cacheJwks(JSON.parse(process.env.BENCH_JWKS));
  verifier.hydrate = () => Promise.resolve();
  return verifier;
};
