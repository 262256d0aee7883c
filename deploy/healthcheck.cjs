/* Whether the API in this container serves: exit 0 or 1. For a container's health check, where there is no shell and no curl. */
const { get } = require('node:http');

const { PORT = '4000' } = process.env;
const request = get({ host: '127.0.0.1', port: PORT, path: '/livez', timeout: 2000 }, (response) => {
  response.resume();
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy(new Error('no answer')));
request.on('error', () => (process.exitCode = 1));
