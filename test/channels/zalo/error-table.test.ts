import { errorRow, ERROR_TABLE, grantIsLost, type Remedy } from "../../../src/channels/zalo/error-table.ts";

/** Every code of the contract's table (section 5) and the class it has there. */
const DOCUMENTED: Readonly<Record<Remedy, readonly number[]>> = {
  refresh: [-124, -216, -220],
  next_minute: [-32],
  again: [-200],
  upload_again: [-100],
  some_minutes: [-214],
  at_six: [-234],
  mend: [
    ...[-105, -204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -320, -321],
    ...[-14002, -14003, -14020, -14029],
  ],
  give_up: [
    ...[-201, -210, -211, -213, -217, -218, -227, -230, -231, -232, -233, -237, -238, -240, -241],
    ...[-244, -248, -249, -403, -1340, -1341],
  ],
};
const remedies = Object.entries(DOCUMENTED).flatMap(([remedy, codes]) =>
  codes.map((code) => [code, remedy] as const),
);

it.each(remedies)("code %i: %s", (code, remedy) => {
  expect(errorRow(code)).toMatchObject({ remedy });
  expect(errorRow(code)?.meaning).not.toBe("");
});

it("has no code beside the documented ones", () => {
  expect([...ERROR_TABLE.keys()].sort()).toEqual(remedies.map(([code]) => code).sort());
});

it("knows the family of OAuth refusals, and no other undocumented code", () => {
  expect(errorRow(-14099)?.remedy).toBe("mend");
  for (const code of [1, -1, -999, -13999, -15000]) expect(errorRow(code)).toBeUndefined();
});

it("takes a grant for lost only where mending the application does not help", () => {
  expect([-14020, -14099].map(grantIsLost)).toEqual([true, true]);
  expect([-14002, -14003, -14029, -216, -32].map(grantIsLost)).toEqual([false, false, false, false, false]);
});
