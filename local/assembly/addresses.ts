/** Rewrites the public addresses of AWS in a text to those of this machine, so that links, issuers and policies of a template work here. */
export function localAddresses(
  text: string,
  endpoint: string,
  poolOfDomain: (prefix: string) => string | undefined,
): string {
  if (!/(https|wss):\/\//.test(text)) return text;
  const host = endpoint.replace(/^http:\/\//, '');
  return text
    .replace(/https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com/g, `${endpoint}/_idp`)
    .replace(/https:\/\/([a-z0-9-]+)\.auth\.[a-z0-9-]+\.amazoncognito\.com/g, (found, prefix: string) => {
      const pool = poolOfDomain(prefix);
      return pool === undefined ? found : `${endpoint}/_idp/${pool}`;
    })
    .replace(/https:\/\/([a-z0-9.-]+)\.s3\.[a-z0-9-]+\.amazonaws\.com/g, `${endpoint}/_aws/$1`)
    .replace(/https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com/g, `${endpoint}/_aws`)
    .replace(/https:\/\/([a-z0-9]+)\.appsync-api\.[a-z0-9-]+\.amazonaws\.com/g, `${endpoint}/_live/$1`)
    .replace(/wss:\/\/([a-z0-9]+)\.appsync-realtime-api\.[a-z0-9-]+\.amazonaws\.com/g, `ws://${host}/_live/$1`)
    .replaceAll(`https://${host}`, endpoint);
}
