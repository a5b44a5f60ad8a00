// CloudFront Function, viewer request, of the API: the only place that says who is calling, whatever the client sent.
function handler(event) {
  var request = event.request;
  request.headers['x-viewer-address'] = { value: event.viewer.ip };
  return request;
}
