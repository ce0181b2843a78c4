/**
 * The commonest passwords among those long enough for us, in both languages of the interface (a Russian word is typed on either
 * layout). Whoever guesses tries these first; the brakes leave room for no more than a few.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 123456789q a123456789 q123456789 1234567890q 1q2w3e4r5t 1q2w3e4r5t6y
  1qaz2wsx3edc 1qazxsw23edc qazwsxedcrfv qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 qwerty1234 12345qwert 12345qwerty 123456qwerty
  1234567qwerty qwertyqwerty qwertyuiop[] asdfghjkl; asdfghjkl1 zxcvbnm123 zxcvbnm1234 asdfasdfasdf password12 password123 password1234
  password12345 password123456 passwordpassword mypassword mypassword1 passw0rd123 p@ssw0rd123 p@ssword123 pa55word123 welcome123 welcome1234
  welcome2024 welcome2025 welcome2026 letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1234 sunshine123 princess123 football123
  superman123 monkey12345 dragon12345 master12345 michael123 charlie123 jennifer123 abcd123456 abcdefghij abcdef123456 abc1234567 abc123456789
  aaaaaaaaaa 1111111111 0000000000 1122334455 112233445566 1231231234 123123123a 123321123321 147258369a 159357456a 159753456852 987654321a
  changeme123 administrator admin12345 admin123456 administrator1 testtest123 test123456 test1234567 secret12345 trustno1trustno1 computer123
  internet123 samsung123 liverpool123 whatever123 starwars123 pokemon1234 minecraft123 google12345 facebook123 vkontakte123 vkontakte1
  йцукенгшщз йцукенгшщзх йцукен12345 йцукен123456 фывапролдж фывапролджэ пароль1234 пароль12345 пароль123456 парольпароль мойпароль1 любовь12345
  привет12345 привет123456 наташа12345 россия12345 спартак123 qwe123qwe123 qweasdzxc123 qweqweqwe123 1q2w3e4r5t6y7u 1234qwerasdf
  gfhjkm12345 gfhjkm123456 gfhjkmgfhjkm ghbdtn12345 ghbdtn123456 k.,jdm12345 hjccbz12345 cgfhnfr123 natasha12345`.split(/\s+/),
);
