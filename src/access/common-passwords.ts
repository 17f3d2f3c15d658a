/**
 * What passwords are made of when they are easy to guess, here and elsewhere: our own list, without tone marks, lower
 * case, without digits and signs around (`password-rules.ts` takes those away before it looks).
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set([
  // Everywhere.
  ..."password passwords passwordpassword passw pass passcode admin administrator adminadmin root rootroot".split(
    " ",
  ),
  ..."welcome welcomeback letmein letmeinnow iloveyou iloveyousomuch login changeme changemenow default".split(
    " ",
  ),
  ..."secret topsecret supersecret master superman batman dragon monkey football princess sunshine".split(
    " ",
  ),
  ..."qwerty qwertyuiop qwertyui qwer asdfgh asdfghjkl asdf zxcvbn zxcvbnm abcdef abcdefgh abc abcabc".split(
    " ",
  ),
  ..."user username guest test testtest testing demo trustno trustnoone whatever computer internet google".split(
    " ",
  ),
  ..."facebook zalo gmail youtube microsoft windows samsung iphone hello helloworld helloword".split(" "),
  // Vietnamese habits.
  ..."matkhau matkhaucuatoi matkhaumoi matkhaumacdinh matkhaubimat khongcomatkhau quenmatkhau doimatkhau".split(
    " ",
  ),
  ..."anhyeuem emyeuanh anhyeuemnhieu toiyeuem yeuem yeuanh yeuemmaimai anhnhoem emnhoanh maiyeuem".split(
    " ",
  ),
  ..."vietnam vietnamvodich toiyeuvietnam ilovevietnam hanoi hochiminh saigon danang haiphong cantho".split(
    " ",
  ),
  ..."gialai quangninh nghean thanhhoa dongnai binhduong hue thudo sontung bongda".split(" "),
  ..."motcua motcuadientu hanhchinh hanhchinhcong trungtamhanhchinhcong trungtamphucvuhanhchinhcong".split(
    " ",
  ),
  ..."dichvucong congdichvucong dichvuconggovvn ubnd uybannhandan ubndtinh ubndxa ubndphuong canbo congchuc".split(
    " ",
  ),
  ..."canbomotcua bophanmotcua phongnoivu sonoivu vanphong vanphongubnd tiepnhan traketqua tiepnhanhoso".split(
    " ",
  ),
  ..."cahainha giadinh giadinhtoi conyeu concuame mecuacon bomeoi boyeume chongyeu voyeu vochong concung".split(
    " ",
  ),
  ..."khongbiet khongnho khongcogi khongco khongcho chaoban xinchao camon hanhphuc maymangan phattai".split(
    " ",
  ),
  ..."ditmemay deogi deobiet vanhsuhanhthong namoadidaphat chucmungnammoi tetnguyendan".split(" "),
  ..."thang thangmot nguyen nguyenvan nguyenvana nguyenthi tranvan lethi".split(" "),
]);

/** Rows of keys and of letters that fingers run along, forwards and backwards. */
export const SEQUENCES: readonly string[] = [
  "0123456789",
  "1234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "qazwsxedcrfvtgbyhnujmikolp",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "a1b2c3d4e5f6g7h8i9j0",
  "1a2b3c4d5e6f7g8h9i0j",
  "123abc456def789ghi",
  "123qweasdzxc",
];
