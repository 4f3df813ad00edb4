using System.Collections.Frozen;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Looks into Parquet files for the columns that they have.</summary>
static class ParquetColumns
{
    const int MostLevels = 64;

    /// <summary>The columns of each file, in the order of the files.</summary>
    /// <param name="paths">Full paths.</param>
    /// <exception cref="DuckDbException">A file cannot be read.</exception>
    public static List<FileColumns> Of(IReadOnlyList<string> paths)
    {
        using var db = SharedDuckDb.Connect();
        var rows = db.Query($"""
            SELECT name, CAST(coalesce(num_children, 0) AS INTEGER) AS children, coalesce(field_id, -1) AS id, coalesce(repetition_type, '') AS repetition,
              concat_ws(' ', type, converted_type, logical_type, scale, precision) AS type
            FROM parquet_schema([{string.Join(", ", paths.Select(FilePaths.Literal))}])
            """);
        var nodes = new Nodes((TextColumn)rows["name"], (Column<int>)rows["children"], (Column<long>)rows["id"], (TextColumn)rows["repetition"], (TextColumn)rows["type"]);
        var found = new List<FileColumns>();
        for (var at = 0; at < rows.RowCount;)
        {
            var tree = new Tree(nodes, at);
            found.Add(tree.Columns());
            at = tree.End;
        }

        return found.Count == paths.Count ? found : throw new DuckDbException($"{paths.Count} Parquet files were asked for their columns, {found.Count} answered.", "");
    }

    /// <summary>The elements of the files' schemas as Parquet stores them: depth first, the root before its columns.</summary>
    sealed record Nodes(TextColumn Names, Column<int> Children, Column<long> Ids, TextColumn Repetitions, TextColumn Types);

    /// <summary>The schema of the file whose root is at a place.</summary>
    sealed class Tree(Nodes nodes, int root)
    {
        readonly List<string> _names = [];
        readonly List<string> _typed = [];
        readonly Dictionary<long, string> _byId = [];

        public int End { get; private set; }

        public FileColumns Columns()
        {
            End = root + 1;
            for (var i = 0; i < nodes.Children.Span[root]; i++) Node("", 0);
            return new(_names.ToFrozenSet(StringComparer.Ordinal), _byId.ToFrozenDictionary(), FileColumns.DigestOf(_typed));
        }

        // Reads the element at End under its name, or under the one that an array or a map gives it.
        void Node(string prefix, int level, string? given = null)
        {
            if (End >= nodes.Names.Length || level > MostLevels) throw new DuckDbException("A Parquet file has a broken schema, or one of too many levels.", "");

            var at = End++;
            var path = prefix + (given ?? nodes.Names[at]);
            Add(path, at);
            var (children, type) = (nodes.Children.Span[at], nodes.Types[at]!);
            if (given is null && nodes.Repetitions[at] == "REPEATED")
            {
                path += "\0" + FileColumns.Element;
                Add(path, at);
            }

            if (children == 1 && IsRepeatedGroup(End) && IsOf(type, "LIST", "ListType")) List(path, at, level);
            else if (children == 1 && IsRepeatedGroup(End) && nodes.Children.Span[End] == 2 && IsOf(type, "MAP", "MapType")) Map(path, level);
            else
                for (var i = 0; i < children; i++) Node(path + "\0", level + 1);
        }

        // Of three levels the middle one has no meaning, unless an old writer left out the last.
        void List(string path, int at, int level)
        {
            var isElement = nodes.Children.Span[End] != 1 || nodes.Names[End] is "array" || nodes.Names[End] == nodes.Names[at] + "_tuple";
            if (!isElement) End++;
            Node(path + "\0", level + 1, FileColumns.Element);
        }

        void Map(string path, int level)
        {
            End++;
            Node(path + "\0", level + 1, FileColumns.Key);
            Node(path + "\0", level + 1, FileColumns.Value);
        }

        bool IsRepeatedGroup(int at) => at < nodes.Names.Length && nodes.Repetitions[at] == "REPEATED";

        static bool IsOf(string type, string converted, string logical) =>
            type.Split(' ').Contains(converted) || type.Contains(logical, StringComparison.Ordinal) || type.Split(' ').Contains(converted + "_KEY_VALUE");

        void Add(string path, int at)
        {
            _names.Add(path);
            _typed.Add($"{path}\u0001{nodes.Types[at]}\u0001{nodes.Ids.Span[at]}");
            if (nodes.Ids.Span[at] >= 0) _byId.TryAdd(nodes.Ids.Span[at], path);
        }
    }
}
