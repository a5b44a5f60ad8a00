// CloudFront Function, viewer request, of the staff app: an address without a file's ending is a page of the app.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  var request = event.request;
  if (!/\.[a-zA-Z0-9]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
