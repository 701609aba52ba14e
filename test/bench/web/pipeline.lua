-- pipeline.lua -- For wrk: sends as many requests at once as its argument says.

init = function(args)
    local requests = {}
    for i = 1, tonumber(args[1] or 1) do
        requests[i] = wrk.format()
    end
    all = table.concat(requests)
end

request = function()
    return all
end
