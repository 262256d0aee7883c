import clients from '../eslint.config.mjs';

/** As the other clients. */
export default clients;
