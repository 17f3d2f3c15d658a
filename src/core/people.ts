/** People of the centre who work at the desk. */

export const ROLES = ["operator", "supervisor", "admin"] as const;
/** `operator` answers citizens; `supervisor` also steps in for others; `admin` also manages accounts and settings. */
export type Role = (typeof ROLES)[number];

/** Vietnamese names of the roles, for people. */
export const roleLabel = {
  operator: "Cán bộ",
  supervisor: "Phụ trách",
  admin: "Quản trị",
} as const satisfies Record<Role, string>;

/** Who is signed in, as the rest of the system needs to know it. */
export interface Operator {
  readonly id: string;
  /** As citizens and colleagues read it. */
  readonly name: string;
  readonly role: Role;
  /** The department or commune (an id of `knowledge/organisation.yaml`) whose cases this person sees; null: all. */
  readonly unit: string | null;
}
