import { type Handler, implement } from '#functions/platform/handle.ts';
import { actions, type FieldAccess, grantedParts } from '#shared/policy/grant.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { entities } from '#shared/registry.ts';
import { viewAsRoutes } from '#shared/view-as/view-as.routes.ts';
import { loadOther } from './other-viewer.ts';

const rights: Handler<typeof viewAsRoutes.rights> = async ({ params }, context) => {
  const { actor, name, maySignIn } = await loadOther(params, context);
  const policy = policyOf(actor);
  const limited = new Set(actor.roles.flatMap((role) => role.fieldAccess.map(({ noun, field }) => `${noun}.${field}`)));
  const fields = [...limited].flatMap((path): FieldAccess[] => {
    const [noun = '', field = ''] = path.split('.');
    const access = policy.accessOf(noun, field);
    // a field that is hidden from whoever asks is not named to them
    return access === 'edit' || context.policy.accessOf(noun, field) === 'none' ? [] : [{ noun, field, access }];
  });
  const nouns = [...entities.map((entity) => entity.noun), ...grantedParts].flatMap((noun) => {
    const reached = actions.flatMap((action) => {
      const scope = policy.scopeOf(noun, action);
      return scope ? [[action, scope]] : [];
    });
    return reached.length > 0 ? [{ noun, scopes: Object.fromEntries(reached) }] : [];
  });
  return { name, maySignIn, nouns, fields };
};

export const viewAsHandlers = [
  implement(viewAsRoutes.rights, rights, ({ params: { kind, id } }) => [{ noun: kind, id }]),
];
