import type { IconType } from '#web/ui/icon.tsx';
import {
  Bell,
  Bookmark,
  Building,
  Columns,
  FileText,
  GitBranch,
  Package,
  Phone,
  Settings,
  ShieldCheck,
  SquareCheck,
  StickyNote,
  Target,
  Upload,
  User,
  Users,
  UsersRound,
  Waypoints,
  Workflow,
  Zap,
} from '#web/ui/icons.ts';

const byName: Readonly<Record<string, IconType>> = {
  assign: Waypoints,
  bell: Bell,
  building: Building,
  contact: Users,
  deal: Columns,
  import: Upload,
  job: Zap,
  lead: Target,
  note: StickyNote,
  package: Package,
  phone: Phone,
  pipeline: Workflow,
  settings: Settings,
  shield: ShieldCheck,
  stage: GitBranch,
  task: SquareCheck,
  user: User,
  users: UsersRound,
  view: Bookmark,
};

/** The drawing that an entity names. */
export const nounIcon = (name: string): IconType => byName[name] ?? FileText;
