/** A resource of the template. */
export type Resource = {
  readonly type: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly physicalId: string;
  readonly arnBase: { readonly region: string; readonly account: string };
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** With every intrinsic resolved, when they are first read. */
  readonly properties: Readonly<Record<string, unknown>>;
};

/**
 * What is known of a resource type. `Needs` names the services that `create` calls:
 * `ResourceType<{ cognito: Cognito }>`.
 */
export type ResourceType<Needs = unknown> = {
  /** Property names that are understood or knowingly ignored. */
  readonly properties: readonly string[];
  /** The physical name where it is not `<stack>-<logicalId>`; must be the same at every start. */
  physicalId?(r: Omit<Resource, 'physicalId'>): string;
  /** Value of Ref, given the physical name; the physical name itself where this is left out. */
  ref?(r: Resource): string;
  /** Values of Fn::GetAtt by attribute name. */
  readonly attributes?: Readonly<Record<string, (r: Resource) => string>>;
  /** Starts it, once a start, in dependency order; properties are resolved. What exists already is kept and brought up to date. */
  create?(r: Resource, services: Needs): Promise<void> | void;
};

/** Resource types by name, such as `AWS::SQS::Queue`. */
export type ResourceTable<Needs = unknown> = Readonly<Record<string, ResourceType<Needs>>>;

/** ARN of something of a resource's account and region: `arn:aws:<service>:<region>:<account>:<name>`. */
export function arnOf(r: Pick<Resource, 'arnBase'>, service: string, name: string): string {
  return `arn:aws:${service}:${r.arnBase.region}:${r.arnBase.account}:${name}`;
}
