using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>A column of text by dictionary: a code a row into distinct strings. The code of a null row is unspecified but within the dictionary or 0.</summary>
public sealed class TextColumn : Column
{
    /// <summary>A column over codes and their dictionary.</summary>
    /// <param name="codes">One code a row, each in 0..dictionary length − 1 where the row holds a value.</param>
    /// <param name="dictionary">The distinct texts.</param>
    /// <param name="validity">Which rows hold a value. Default: all.</param>
    public TextColumn(ReadOnlyMemory<int> codes, ImmutableArray<string> dictionary, Validity? validity = null)
        : base(DataType.String, validity ?? Validity.All(codes.Length))
    {
        if (Length != codes.Length) throw new ArgumentException($"{codes.Length} codes, but validity for {Length} rows.", nameof(validity));

        Codes = codes;
        Dictionary = dictionary;
    }

    /// <summary>Gets the code of each row.</summary>
    public ReadOnlyMemory<int> Codes { get; }

    /// <summary>Gets the distinct texts; some may be used by no row of a slice.</summary>
    public ImmutableArray<string> Dictionary { get; }

    /// <summary>Gets the text of a row, or null.</summary>
    /// <param name="row">The row, from 0.</param>
    public string? this[int row] => IsNull(row) ? null : Dictionary[Codes.Span[row]];

    /// <summary>A column of the given texts; null where a text is null.</summary>
    /// <param name="values">One text or null a row.</param>
    public static TextColumn Of(IReadOnlyList<string?> values)
    {
        var codes = new int[values.Count];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < codes.Length; i++)
        {
            if (values[i] is not { } text) continue;

            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, text, out var known);
            if (!known) code = seen.Count - 1;
            codes[i] = code;
        }

        return new(codes, [.. seen.Keys], Validity.Of(codes.Length, row => values[row] is not null));
    }

    /// <inheritdoc/>
    public override Column Slice(int start, int length) => new TextColumn(Codes.Slice(start, length), Dictionary, Validity.Slice(start, length));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        var span = Codes.Span;
        for (var i = 0; i < rows.Length; i++) codes[i] = span[rows[i]];
        return new TextColumn(codes, Dictionary, TakenValidity(rows));
    }

    /// <inheritdoc/>
    protected override object ValueAt(int row) => Dictionary[Codes.Span[row]];

    private protected override Column Joined(IReadOnlyList<Column> parts)
    {
        var validity = JoinedValidity(parts);
        var codes = new int[validity.Length];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = 0;
        foreach (var part in parts.Cast<TextColumn>())
        {
            var map = new int[part.Dictionary.Length];
            for (var i = 0; i < map.Length; i++)
            {
                ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, part.Dictionary[i], out var known);
                if (!known) code = seen.Count - 1;
                map[i] = code;
            }

            var span = part.Codes.Span;
            for (var i = 0; i < span.Length; i++, at++) codes[at] = part.IsNull(i) ? 0 : map[span[i]];
        }

        return new TextColumn(codes, [.. seen.Keys], validity);
    }

    private protected override Column Masked(Validity validity) => new TextColumn(Codes, Dictionary, validity);
}
