import AutoPipelineConformance
import Testing

/// Tables are aligned, and fit the terminal.
@Suite struct TextTableTests {
  private let table = TextTable(
    [.text("entry", shrinks: true), .text("shape", rank: 2), .number("error", rank: 1)],
    rows: [
      ["text_encoder.forward.0.out.pooler_output", "[1, 24]", "1.0"], ["images", "[3]", "12.5"],
    ])

  @Test func columnsAreAligned() {
    #expect(
      table.text == """
        entry                                     shape    error
        ────────────────────────────────────────  ───────  ─────
        text_encoder.forward.0.out.pooler_output  [1, 24]    1.0
        images                                    [3]       12.5
        """)
  }

  @Test func textsAreShortenedInTheMiddle() {
    #expect(
      table.lines(width: 33) == [
        "entry                       error",
        "──────────────────────────  ─────",
        "text_encoder…pooler_output    1.0",
        "images                       12.5",
      ])
  }

  @Test(arguments: [8, 16, 17, 24, 30, 40, 57, 80, 200]) func linesFit(_ width: Int) {
    let longest = table.lines(width: width).map(\.count).max() ?? 0
    // The last column is never left out.
    #expect(longest <= max(width, 16))
  }

  @Test func columnsOfHighRankGoFirst() {
    #expect(table.lines(width: 50)[0].split(separator: " ") == ["entry", "error"])
    #expect(table.lines(width: 47)[2] == "text_encoder.forward.0.out.pooler_output    1.0")
    #expect(table.lines(width: 16)[0] == "entry")
  }
}
