/* Run by CloudFront (cloudfront-js-2.0) for every request: whatever a client has written into these headers is overwritten. */
function handler(event) {
  var request = event.request;
  request.headers['x-fieldgate-host'] = { value: request.headers.host.value };
  request.headers['x-fieldgate-address'] = { value: event.viewer.ip };
  return request;
}
