import type { App, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

/** Findings that are known and accepted: those of a rule at some constructs, and why. */
export type Exemption = { readonly rule: RegExp; readonly path: RegExp; readonly reason: string };

/** One finding that an exemption let pass. */
export type Exempted = { readonly rule: string; readonly path: string; readonly reason: string };

/**
 * cdk-nag's packs with exemptions by pattern. By itself cdk-nag matches whole ids, and those hold hashes that change when a construct
 * moves. An exemption that lets nothing pass any more is a finding, so that the list cannot grow old.
 */
export class Nag implements IPolicyValidationPlugin {
  readonly name = 'Nag';
  /** What was let pass in the last validation. */
  readonly exempted: Exempted[] = [];
  readonly #packs: readonly IPolicyValidationPlugin[];
  readonly #exemptions: readonly Exemption[];
  readonly #root: string;

  constructor(app: App, exemptions: readonly Exemption[]) {
    this.#packs = [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
    this.#exemptions = exemptions;
    this.#root = app.node.children[0]?.node.path ?? '';
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.exempted.length = 0;
    const used = new Set<Exemption>();
    const found = this.#packs.flatMap((pack) => pack.validate(context).violations);
    const violations = found.flatMap((violation) => {
      const { ruleName } = violation;
      const left = violation.violatingResources.filter(({ constructPath = '' }) => {
        const exemption = this.#exemptions.find((e) => e.rule.test(ruleName) && e.path.test(constructPath));
        if (!exemption) return true;
        used.add(exemption);
        this.exempted.push({ rule: ruleName, path: constructPath, reason: exemption.reason });
        return false;
      });
      return left.length > 0 ? [{ ...violation, violatingResources: left }] : [];
    });
    const stale = this.#exemptions
      .filter((exemption) => !used.has(exemption))
      .map(({ rule, path }) => ({
        ruleName: 'Nag-StaleExemption',
        description: `Nothing is found any more for ${rule} at ${path}: take the exemption out of infra/nag-exemptions.ts`,
        severity: 'error',
        violatingResources: [{ constructPath: this.#root, locations: [] }],
      }));
    return { success: violations.length + stale.length === 0, violations: [...violations, ...stale] };
  }
}
