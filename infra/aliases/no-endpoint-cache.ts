/** Remembers endpoints that DynamoDB was asked for (endpoint discovery), which is off unless the environment turns it on. */
export class EndpointCache {}
