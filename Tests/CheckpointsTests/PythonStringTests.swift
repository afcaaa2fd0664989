import Checkpoints
import Testing

struct PythonStringTests {
  @Test(arguments: [
    ("plain", "'plain'"), ("it's", "\"it's\""), ("\"it's\"", "'\"it\\'s\"'"), ("a\\b", "'a\\\\b'"),
    ("\n\t\r\u{0}\u{7f}", "'\\n\\t\\r\\x00\\x7f'"), ("\u{a0}é\u{200b}", "'\\xa0é\\u200b'"),
    ("\u{e0001}猫", "'\\U000e0001猫'"), ("\u{1fae8}\u{2028}", "'\\U0001fae8\\u2028'"),
  ])
  func reprIsPythons(_ row: (text: String, expected: String)) {
    #expect(row.text.pythonRepr == row.expected)
  }

  @Test func listsArePythons() { #expect(["a", "it's"].pythonRepr == "['a', \"it's\"]") }
}
