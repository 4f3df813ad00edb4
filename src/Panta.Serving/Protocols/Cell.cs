namespace Panta.Serving.Protocols;

/// <summary>What kind of value a request holds in a place.</summary>
enum CellKind
{
    Null,
    False,
    True,
    Number,
    Text,

    /// <summary>Text of a file, where quotes do not tell numbers from text.</summary>
    Field,
}

/// <summary>One value of a request before it is cast to its column's type.</summary>
readonly ref struct Cell(CellKind kind, ReadOnlySpan<byte> utf8 = default)
{
    public CellKind Kind { get; } = kind;

    /// <summary>The digits of a number, or the text with escapes resolved.</summary>
    public ReadOnlySpan<byte> Utf8 { get; } = utf8;

    public bool IsNull => Kind == CellKind.Null;

    public bool IsText => Kind is CellKind.Text or CellKind.Field;

    public bool IsBool => Kind is CellKind.False or CellKind.True;

    /// <summary>The value as an error shows it, cut to 64 bytes.</summary>
    public string Show()
    {
        var text = System.Text.Encoding.UTF8.GetString(Utf8.Length > 64 ? Utf8[..64] : Utf8) + (Utf8.Length > 64 ? "…" : "");
        return Kind switch
        {
            CellKind.Null => "null",
            CellKind.False => "false",
            CellKind.True => "true",
            CellKind.Number => text,
            _ => $"'{text}'",
        };
    }
}
