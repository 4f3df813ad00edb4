using System.Globalization;
using System.Text.Json;
using Panta.Data.Delta;
using Panta.Data.Frames;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

public sealed class ChangeFeedTests
{
    public static TheoryData<string> Changed =>
    [
        .. GoldenTables.Names.Where(name => GoldenTables.Expected(name) is { ValueKind: JsonValueKind.Object } golden && golden.TryGetProperty("changes", out _)),
    ];

    [SharedTheory("golden/delta")]
    [MemberData(nameof(Changed))]
    public void Changes_are_those_that_their_writer_read_back(string name)
    {
        var changes = DeltaTable.Open(GoldenTables.Folder(name)).Changes(0).ToTable();

        Assert.Equal(GoldenRows.Of(GoldenTables.Expected(name).GetProperty("changes"), changes.Schema), GoldenRows.Of(changes.Without("_commit_timestamp")));
        Assert.False(changes["_commit_timestamp"].Validity.HasNulls);
    }

    // Deleted by vectors, updated by vectors and new files, restored: what changed is what two versions differ by.
    [SharedTheory("golden/delta")]
    [InlineData("spark_dv")]
    [InlineData("spark_dv_checkpoint")]
    [InlineData("spark_dv_partitioned")]
    [InlineData("spark_merge_dv")]
    [InlineData("spark_cdf")]
    [InlineData("append")]
    public void Changes_lead_from_one_version_to_the_next(string name)
    {
        var table = DeltaTable.Open(GoldenTables.Folder(name));
        for (var version = 1L; version <= table.Version; version++)
        {
            var rows = Counted(table.Snapshot(version - 1).AsFrame(), table.Snapshot(version).Schema.Names);
            foreach (var (change, count) in Counted(table.Changes(version, version), [.. table.Snapshot(version).Schema.Names, "_change_type"]))
            {
                var at = change.LastIndexOf('|');
                rows[change[..at]] = rows.GetValueOrDefault(change[..at]) + (change[(at + 1)..] is "insert" or "update_postimage" ? count : -count);
            }

            Assert.Equal(
                Counted(table.Snapshot(version).AsFrame(), table.Snapshot(version).Schema.Names).OrderBy(pair => pair.Key, StringComparer.Ordinal),
                rows.Where(pair => pair.Value != 0).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }

    [SharedFact("golden/delta/spark_basic")]
    public void Versions_that_wrote_files_anew_without_keeping_changes_are_refused()
    {
        var error = Assert.Throws<DeltaException>(() => DeltaTable.Open(GoldenTables.Folder("spark_basic")).Changes(0));

        Assert.Contains("'delta.enableChangeDataFeed'", error.Message, StringComparison.Ordinal);
    }

    [SharedFact("golden/delta/overwrite_schema")]
    public void Versions_of_other_columns_are_refused()
    {
        var error = Assert.Throws<DeltaException>(() => DeltaTable.Open(GoldenTables.Folder("overwrite_schema")).Changes(0));

        Assert.Contains("was another one at version 0", error.Message, StringComparison.Ordinal);
    }

    [SharedFact("golden/delta/spark_cdf")]
    public void Changes_of_a_time_are_those_of_its_versions()
    {
        var table = DeltaTable.Open(GoldenTables.Folder("spark_cdf"));
        var times = table.History().Reverse().Select(commit => commit.Timestamp!.Value).ToList();

        var changes = table.Changes(times[2], times[3]).ToTable();

        Assert.Equal([2, 3], ((Column<long>)changes["_commit_version"]).Span.ToArray().Distinct().Order());
        Assert.Throws<DeltaException>(() => table.Changes(times[^1].AddDays(1)));
    }

    // Rows as texts; a column that the earlier version lacks is null there.
    static Dictionary<string, long> Counted(DataFrame frame, IEnumerable<string> names)
    {
        var rows = frame.ToTable();
        var columns = names.Select(name => rows.Schema.Contains(name) ? rows[name] : null).ToArray();
        return Enumerable.Range(0, rows.RowCount)
            .CountBy(row => string.Join('|', columns.Select(column => Convert.ToString(column?.Value(row), CultureInfo.InvariantCulture))))
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value);
    }
}
