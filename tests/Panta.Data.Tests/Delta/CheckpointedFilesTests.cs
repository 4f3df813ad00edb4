using System.Collections.Immutable;
using System.Text;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

public sealed class CheckpointedFilesTests
{
    static readonly ActionReader Reader = new("checkpoint");

    [Fact]
    public void A_file_is_found_by_its_decoded_path_and_is_the_same_object_each_time()
    {
        var files = new CheckpointedFiles([Part("a b/1", "day=1%2F2/x", "ü.parquet"), Part("2")]);

        Assert.True(files.TryGetValue(("day=1/2/x", null), out var found));
        Assert.Equal(("day=1%2F2/x", 1L), (found.EncodedPath, found.Order));
        Assert.Same(found, files.Values.ElementAt(1));
        Assert.Equal(["a b/1", "day=1/2/x", "ü.parquet", "2"], files.Select(file => file.Value.Path));
        Assert.Equal(3, files[("2", null)].Order);
        Assert.False(files.ContainsKey(("day=1%2F2/x", null)));
        Assert.False(files.ContainsKey(("2", "a vector")));
    }

    [Fact]
    public void Of_files_of_one_key_the_last_one_counts()
    {
        var files = new CheckpointedFiles([Part("a", "b"), Part("a", "b", "%62", "c")]);

        Assert.Equal((3, 6), (files.Count, files.Total));
        Assert.Equal([("a", 2L), ("%62", 4L), ("c", 5L)], files.Values.Select(file => (file.EncodedPath, file.Order)));
        Assert.Equal(4, files[("b", null)].Order);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a/%2E%2E/up")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void A_path_out_of_the_table_is_refused_before_anybody_asks_for_it(string path)
    {
        var error = Assert.Throws<DeltaException>(() => Part("a", path));

        Assert.Contains($"the file path '{Uri.UnescapeDataString(path)}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commits_after_a_checkpoint_change_its_files_as_they_change_files_of_commits()
    {
        var names = Enumerable.Range(0, 2_000).Select(i => $"part-{i}").ToArray();
        var checkpoint = Actions(new() { Checkpointed = new([Part(names[..1_500]), Part(names[1_500..])]) });
        var commit = Actions(new());
        commit.Adds.AddRange(names.Select(Add));
        var (one, other) = (TableState.Apply(null, checkpoint, "checkpoint"), TableState.Apply(null, commit, "commit"));
        var random = new Random(7);
        for (var version = 0; version < 60; version++)
        {
            var removed = Enumerable.Range(0, 20).Select(_ => names[random.Next(names.Length)]).Distinct().ToList();
            var added = removed.Where(_ => random.Next(2) == 0).Append($"new-{version}").ToList();
            one = TableState.Apply(one, Change(removed, added), "commit");
            other = TableState.Apply(other, Change(removed, added), "commit");
            Assert.Equal(other.Files.Count, one.Files.Count);
            Assert.Equal(Ordered(other), Ordered(one));
        }
    }

    [Fact]
    public void What_a_checkpoint_says_to_be_live_is_no_tombstone()
    {
        var actions = Actions(new() { Checkpointed = new([Part("a", "b")]) });
        actions.Removes.AddRange([Remove("a"), Remove("c")]);

        var state = TableState.Apply(null, actions, "checkpoint");

        Assert.Equal(["a", "b"], state.Files.Values.Select(file => file.Path));
        Assert.Equal(["c"], state.Tombstones.Values.Select(file => file.Path));
    }

    static IEnumerable<(string, long)> Ordered(TableState state) => state.Files.Values.Select(file => (file.Path, file.Order)).OrderBy(file => file.Order);

    static ActionList Change(IEnumerable<string> removed, IEnumerable<string> added)
    {
        var actions = new ActionList();
        actions.Removes.AddRange(removed.Select(Remove));
        actions.Adds.AddRange(added.Select(Add));
        return actions;
    }

    static ActionList Actions(ActionList actions)
    {
        actions.Protocol = new(1, 2, null, null, "");
        actions.Metadata = new("id", "", [], ImmutableSortedDictionary<string, string>.Empty, "");
        return actions;
    }

    static AddFile Add(string path) => new(path, 1, ActionReader.NoValues, null, default) { EncodedPath = path };

    static RemoveFile Remove(string path) => new(path, null, 5) { EncodedPath = path };

    static CheckpointPart Part(params string[] paths)
    {
        var column = BinaryColumn.Of([.. paths.Select(Encoding.UTF8.GetBytes)]);
        var size = new Column<long>(DataType.Int64, paths.Select(path => (long)path.Length).ToArray());
        return new(new(Table.Of(("path", column), ("size", size))), Reader, _ => ActionReader.NoValues);
    }
}
