namespace Panta.Server.Pages;

/// <summary>Icons as paths in a 16 px square, stroked in the text's colour; each page carries them once as symbols.</summary>
static class Icons
{
    public static readonly IReadOnlyList<(string Name, string Path)> All =
    [
        ("overview", "M2.5 8a5.5 5.5 0 0 1 9.6-3.6M13.5 8a5.5 5.5 0 0 1-9.6 3.6M12.5 1.8v2.9H9.6M3.5 14.2v-2.9h2.9"),
        ("data",
            "M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2zM2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4" +
            "M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2"),
        ("runs", "M2 13.5h12M3.5 13.5V9M8 13.5V3M12.5 13.5V6.5"),
        ("models", "M8 1.8l5.5 3v6.4L8 14.2l-5.5-3V4.8zM2.5 4.8L8 7.9l5.5-3.1M8 7.9v6.3"),
        ("endpoints",
            "M8 8m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M4.5 11.5a5 5 0 0 1 0-7M11.5 4.5a5 5 0 0 1 0 7" +
            "M2.4 13.6a8 8 0 0 1 0-11.2M13.6 2.4a8 8 0 0 1 0 11.2"),
        ("monitors", "M1.5 8.5h3l2-5.5 3 10.5 2-5h3"),
        ("alerts", "M8 2a4 4 0 0 0-4 4c0 4-1.5 5-1.5 5h11S12 10 12 6a4 4 0 0 0-4-4zM6.7 13.5a1.5 1.5 0 0 0 2.6 0"),
        ("workflows", "M4 2.5h3v3H4zM9.5 10.5h3v3h-3zM5.5 5.5v3.5a3 3 0 0 0 3 3h1M5.5 7h5.5v3.5"),
        ("search", "M7 7m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M10.5 10.5l3.5 3.5"),
        ("trash", "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9"),
        ("theme", "M8 8m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0M8 2.5v11M8 5l4-1M8 8h5.5M8 11l4 1"),
        ("menu", "M2.5 4.5h11M2.5 8h11M2.5 11.5h11"),
        ("pause", "M5.5 3.5v9M10.5 3.5v9"),
        ("ok", "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M5.3 8.2l1.9 1.9 3.5-4"),
        ("warn", "M8 2.2L14.3 13H1.7zM8 6.5v3M8 11.2v.1"),
        ("bad", "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M8 4.8v4M8 11v.1"),
        ("info", "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M8 7.5v3.7M8 5v.1"),
        ("idle", "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M5.5 8h5"),
        ("retrain", "M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v2.5H11"),
        ("promote", "M8 13.5v-11M3.8 6.5L8 2.3l4.2 4.2"),
        ("rollback", "M5.5 3L2.5 6l3 3M2.5 6h7a3.5 3.5 0 0 1 0 7H6"),
        ("reject", "M4 4l8 8M12 4l-8 8"),
        ("copy", "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"),
        ("down", "M8 2.5v8M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11"),
        ("close", "M4 4l8 8M12 4l-8 8"),
        ("right", "M6 3.5L10.5 8 6 12.5"),
        ("file", "M4 2h5l3 3v9H4zM9 2v3h3"),
        ("folder", "M2 4h4l1.5 1.5H14V13H2z"),
        ("play", "M5 3l8 5-8 5z"),
        ("clock", "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M8 4.5V8l2.5 1.5"),
        ("sort", "M8 3v10M4.8 9.8L8 13l3.2-3.2"),
        ("edit", "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7L11.3 7"),
        ("bin", "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4"),
        ("columns", "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10"),
    ];
}
