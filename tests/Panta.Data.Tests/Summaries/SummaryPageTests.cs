using System.Xml;
using Panta.Data.Schemas;
using Panta.Data.Summaries;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Summaries;

public sealed class SummaryPageTests
{
    [Fact]
    public void The_page_of_a_small_table_reads_as_approved()
    {
        var table = Table.Of(
            ("temp", new Column<double>(DataType.Float64, new double[] { 1, 2, 2, 5 }, Validity.Of(4, row => row > 0))),
            ("count", new Column<long>(DataType.Int64, new long[] { 4, 3, 2, 1 })),
            ("city", TextColumn.Of(["Bonn", "Ulm", "Bonn", null])));

        Snapshot.Match(SummaryPage.Html(TableSummary.Of(table), "rows.csv").Replace("<tr>", "\n<tr>").Replace("<h2>", "\n<h2>").Replace("<svg", "\n<svg"));
    }

    [Fact]
    public void Names_and_values_from_a_file_cannot_become_markup()
    {
        const string Hostile = "<script>alert(1)</script>\"'&";
        var table = Table.Of((Hostile, TextColumn.Of([Hostile])), ("x\"y", new Column<double>(DataType.Float64, new double[] { 1, 2 }.AsMemory(0, 1))));

        var html = SummaryPage.Html(TableSummary.Of(table), Hostile);

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("x\"y", html);
    }

    [Fact]
    public void The_drawings_are_well_formed()
    {
        var random = new Random(1);
        var table = Table.Of(
            ("a", new Column<double>(DataType.Float64, Enumerable.Range(0, 99).Select(_ => random.NextDouble()).ToArray())),
            ("b", new Column<double>(DataType.Float64, Enumerable.Range(0, 99).Select(_ => random.NextDouble()).ToArray())));

        var html = SummaryPage.Html(TableSummary.Of(table), "x");

        for (var at = html.IndexOf("<svg", StringComparison.Ordinal); at >= 0; at = html.IndexOf("<svg", at + 1, StringComparison.Ordinal))
            new XmlDocument().LoadXml(html[at..(html.IndexOf("</svg>", at, StringComparison.Ordinal) + 6)]);
        Assert.Contains("<svg", html);
    }
}
