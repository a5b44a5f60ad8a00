import { lazy } from 'solid-js';
import { QueryClientProvider } from '#web/lib/query.ts';
import { Route, Router } from '#web/lib/router.ts';
import { RefSourceProvider } from '#web/ui/ref-source.ts';
import { Toasts } from '#web/ui/toast.tsx';
import { LiveUpdates } from './live-updates.tsx';
import { queryClient } from './query-client.ts';
import { refSource } from './refs.ts';
import { Shell } from './shell.tsx';

const HomePage = lazy(() => import('#web/home/home-page.tsx'));
const ListPage = lazy(() => import('#web/record/list-page.tsx'));
const RecordPage = lazy(() => import('#web/record/record-page.tsx'));
const DealsPage = lazy(() => import('#web/deal/deals-page.tsx'));
const LeadsPage = lazy(() => import('#web/lead/leads-page.tsx'));
const ImportsPage = lazy(() => import('#web/import/imports-page.tsx'));
const ImportPage = lazy(() => import('#web/import/import-page.tsx'));
const AuditPage = lazy(() => import('#web/settings/audit-page.tsx'));
const BinPage = lazy(() => import('#web/settings/bin-page.tsx'));
const FieldsPage = lazy(() => import('#web/settings/fields-page.tsx'));
const ViewAsPage = lazy(() => import('#web/settings/view-as-page.tsx'));
const ProfilePage = lazy(() => import('#web/profile/profile-page.tsx'));
const SettingsPage = lazy(() => import('#web/settings/settings-page.tsx'));

/** Every page that there is for somebody who is signed in. */
export default function SignedIn() {
  return (
    <QueryClientProvider client={queryClient}>
      <RefSourceProvider value={refSource}>
        <Router root={(props) => <Shell>{props.children}</Shell>}>
          <Route path="/" component={HomePage} />
          <Route path="/imports" component={ImportsPage} />
          <Route path="/imports/:id" component={ImportPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route path="/settings/fields" component={FieldsPage} />
          <Route path="/settings/bin" component={BinPage} />
          <Route path="/settings/view-as/:kind/:id" component={ViewAsPage} />
          <Route path="/settings/audit" component={AuditPage} />
          <Route path="/profile" component={ProfilePage} />
          <Route path="/deals" component={DealsPage} />
          <Route path="/leads" component={LeadsPage} />
          <Route path="/:plural" component={ListPage} />
          <Route path="/:plural/:id" component={RecordPage} />
        </Router>
        <LiveUpdates />
        <Toasts />
      </RefSourceProvider>
    </QueryClientProvider>
  );
}
