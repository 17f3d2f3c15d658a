import { ERROR_TABLE, errorRow, type Remedy } from "../../../src/channels/messenger/error-table.ts";

/** Every error of the contract's table (section 5) and what it asks for there. */
const DOCUMENTED: Readonly<Record<Remedy, readonly string[]>> = {
  again: ["1", "2", "1200"],
  once: ["100/2018008", "100/2018294"],
  once_later: ["10/2018108"],
  next_minute: ["613"],
  minutes: ["4", "80006"],
  hour: ["613/2018338"],
  upload_again: ["100/2018074"],
  window: ["10/2018278", "10/2534022"],
  other_app: ["100/2534037", "2018300"],
  mend: [
    ...["10", "10/2018065", "100/33", "100/2018164", "190", "190/458", "190/460", "190/463", "190/467"],
    ...["200", "200/2018028", "2018321"],
  ],
  stop: ["10/1893063", "368"],
  give_up: [
    ...["2/2018344", "100/2018001", "100/2018047", "100/2018109", "200/1545041", "551", "551/1545041"],
    ...["230", "10303", "2018171", "2018218", "2018247", "9000001"],
  ],
  bug: ["100", "100/2018014"],
};
const remedies = Object.entries(DOCUMENTED).flatMap(([remedy, errors]) =>
  errors.map((error) => [error, remedy] as const),
);

it.each(remedies)("error %s: %s", (error, remedy) => {
  const [code = 0, subcode] = error.split("/").map(Number);
  expect(errorRow(code, subcode)).toMatchObject({ remedy });
  expect(errorRow(code, subcode)?.meaning).not.toBe("");
});

it("has no error beside the documented ones", () => {
  expect([...ERROR_TABLE.keys()].sort()).toEqual(remedies.map(([error]) => error).sort());
});

it("knows another application's control whichever field names it", () => {
  expect(errorRow(2018300, undefined)?.remedy).toBe("other_app");
  expect(errorRow(10, 2018300)?.remedy).toBe("other_app");
  expect(errorRow(100, 2018300)?.remedy).toBe("other_app");
});

it("falls back to the code where the subcode is not documented, and to nothing where neither is", () => {
  expect(errorRow(190, 492)?.remedy).toBe("mend");
  expect(errorRow(100, 4)?.remedy).toBe("bug");
  expect(errorRow(1, 99)?.remedy).toBe("again");
  expect(errorRow(777, 4)).toBeUndefined();
  expect(errorRow(777, undefined)).toBeUndefined();
});
