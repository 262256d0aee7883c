/* Run by CloudFront (cloudfront-js-2.0) for every request; whatever a client has written into these headers is overwritten. The stack puts the API's name in. */
function handler(event) {
  var request = event.request;
  var host = request.headers.host.value;
  // CloudFront answers to a name of its own as well, at which no certificate of the tasks and no cookie is good.
  if (host.toLowerCase().split(':')[0] !== 'THE_NAME')
    return { statusCode: 421, statusDescription: 'Misdirected Request' };
  request.headers['x-fieldgate-host'] = { value: host };
  request.headers['x-fieldgate-address'] = { value: event.viewer.ip };
  return request;
}
